import type { NotificationConstructorOptions, Tray } from 'electron';
import { EventEmitter } from 'node:events';
import { needsReady } from './desktop.ts';
import { preventable } from './events.ts';
import type { StandInMenu } from './menu.ts';

/** Icons that are in the tray now. */
export const trays = new Set<StandInTray>();

export class StandInTray
  extends EventEmitter
  implements Pick<Tray, 'setToolTip' | 'destroy' | 'isDestroyed'>
{
  menu: StandInMenu | null = null;
  toolTip = '';

  constructor(image: unknown) {
    super();
    needsReady('Cannot create Tray before app is ready');
    if (image === undefined) throw new TypeError('Argument must be a file path or a NativeImage');
    trays.add(this);
  }

  setToolTip(toolTip: string): void {
    this.toolTip = toolTip;
  }

  setContextMenu(menu: StandInMenu | null): void {
    this.menu = menu;
  }

  setImage(): void {
    // Nothing shows it.
  }

  popUpContextMenu(): void {
    // What it offers is in `menu`.
  }

  destroy(): void {
    trays.delete(this);
  }

  isDestroyed(): boolean {
    return !trays.has(this);
  }
}

/** Notifications that were shown, oldest first; also those that were closed since. */
export const notifications: StandInNotification[] = [];

export class StandInNotification extends EventEmitter {
  readonly options: NotificationConstructorOptions;
  isOpen = false;

  constructor(options: NotificationConstructorOptions = {}) {
    super();
    needsReady('Cannot create Notification before app is ready');
    this.options = options;
  }

  static isSupported(): boolean {
    return true;
  }

  get title(): string {
    return this.options.title ?? '';
  }

  get body(): string {
    return this.options.body ?? '';
  }

  show(): void {
    this.isOpen = true;
    notifications.push(this);
    this.emit('show', preventable({}));
  }

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.emit('close', preventable({}));
  }

  /** As a person does. */
  click(): void {
    this.emit('click', preventable({}));
    this.close();
  }
}
