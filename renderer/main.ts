import { mount } from 'svelte';
import { connect } from '../electron/bridge/crossing/connect.ts';
import App from './app/App.svelte';
import NotConnectedPage from './app/NotConnectedPage.svelte';
import { NotConnected, openCarrier } from './bridge.ts';
import { Assembly } from './app/assembly.ts';
import { getLocale } from './messages/compiled/runtime.js';
import './ui/tokens.css';
import './ui/base.css';

const target = document.getElementById('page') ?? document.body;
document.documentElement.lang = getLocale();

try {
  const page = new Assembly(connect(await openCarrier()));
  mount(App, { target, props: { page } });
  await page.start();
} catch (error) {
  if (!(error instanceof NotConnected)) throw error;
  mount(NotConnectedPage, { target });
}
