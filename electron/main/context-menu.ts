import type {
  BrowserWindow,
  ContextMenuParams,
  Menu,
  MenuItemConstructorOptions,
  WebContents,
} from 'electron';
import { clipboardItems } from './menu.ts';

type Clicked = Pick<ContextMenuParams, 'isEditable' | 'selectionText' | 'editFlags'>;
type Flag = keyof ContextMenuParams['editFlags'];

const flags: Partial<Record<string, Flag>> = {
  cut: 'canCut',
  copy: 'canCopy',
  paste: 'canPaste',
  selectAll: 'canSelectAll',
};

/** Items of the context menu: clipboard actions in a text field, Copy on selected text, none elsewhere. */
export function contextItems({
  isEditable,
  selectionText,
  editFlags,
}: Clicked): MenuItemConstructorOptions[] {
  const items = clipboardItems().map((item) => {
    const flag = flags[item.role ?? ''];
    return { ...item, enabled: flag !== undefined && editFlags[flag] };
  });
  if (isEditable) return items;
  return selectionText.trim() === '' ? [] : items.filter(({ role }) => role === 'copy');
}

/** Shows the context menu on a right click, if it has items. */
export function offerContextMenu(
  electron: Pick<typeof Menu, 'buildFromTemplate'>,
  window: BrowserWindow & { webContents: Pick<WebContents, 'on'> },
): void {
  window.webContents.on('context-menu', (_, clicked) => {
    const items = contextItems(clicked);
    if (items.length > 0) electron.buildFromTemplate(items).popup({ window });
  });
}
