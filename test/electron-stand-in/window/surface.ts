/** What the app uses of a window. */
export type WindowPart =
  | ('id' | 'loadURL' | 'show' | 'hide' | 'focus' | 'blur' | 'restore' | 'minimize' | 'maximize')
  | (
      | 'unmaximize'
      | 'isMinimized'
      | 'isMaximized'
      | 'isFullScreen'
      | 'setFullScreen'
      | 'isVisible'
      | 'isFocused'
    )
  | (
      | 'isDestroyed'
      | 'getBounds'
      | 'getNormalBounds'
      | 'setBounds'
      | 'setTitle'
      | 'getTitle'
      | 'close'
      | 'destroy'
    )
  | ('setBackgroundColor' | 'setContentProtection' | 'webContents');

/** What the app uses of a page. */
export type ContentsPart =
  | 'id'
  | 'getURL'
  | 'getTitle'
  | 'getType'
  | 'send'
  | 'reload'
  | 'isDestroyed'
  | 'isCrashed'
  | 'isLoading'
  | 'setWindowOpenHandler'
  | 'getZoomLevel'
  | 'setZoomLevel'
  | 'getZoomFactor'
  | 'setZoomFactor'
  | 'forcefullyCrashRenderer'
  | 'focus'
  | 'mainFrame';

/** What is asked of a window that is gone throws, in Electron's words. */
export function destroyMethods(window: object, prototype: object): void {
  const refuse = () => {
    throw new TypeError('Object has been destroyed');
  };
  for (const name of Object.getOwnPropertyNames(prototype)) {
    if (name === 'constructor' || name === 'isDestroyed') continue;
    const isGetter = name === 'webContents' || name === 'contents';
    Object.defineProperty(window, name, isGetter ? { get: refuse } : { value: refuse });
  }
}
