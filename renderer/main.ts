import { mount } from 'svelte';
import { connect } from '../electron/bridge/crossing/connect.ts';
import App from './app/App.svelte';
import NotConnectedPage from './app/NotConnectedPage.svelte';
import { NotConnected, openCarrier } from './bridge.ts';
import { Desk } from './app/desk.svelte.ts';
import { getLocale } from './messages/compiled/runtime.js';
import './ui/tokens.css';
import './ui/base.css';

const target = document.getElementById('page') ?? document.body;
document.documentElement.lang = getLocale();

try {
  const desk = new Desk(connect(await openCarrier()));
  mount(App, { target, props: { desk } });
  await desk.start();
} catch (error) {
  if (!(error instanceof NotConnected)) throw error;
  mount(NotConnectedPage, { target });
}
