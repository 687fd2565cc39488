import { contextBridge, ipcRenderer } from 'electron';
import { exposedCarrier } from './expose.ts';

contextBridge.exposeInMainWorld('bridge', exposedCarrier(ipcRenderer));
