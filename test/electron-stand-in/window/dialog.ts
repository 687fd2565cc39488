import type { BaseWindow, Dialog, MessageBoxOptions, SaveDialogSyncOptions } from 'electron';
import { needsReady } from '../desktop.ts';

type Used =
  'showMessageBox' | 'showMessageBoxSync' | 'showErrorBox' | 'showSaveDialogSync' | 'showSaveDialog';

/** What a person was asked or told, oldest first. */
export const asked: {
  kind: 'message' | 'error' | 'save';
  text: string;
  detail: string;
  buttons: string[];
}[] = [];
/** What the person will answer next, oldest first: the number of a button, or the path of a file. */
export const answers: (number | string)[] = [];

function nextButton(): number | undefined {
  return typeof answers[0] === 'number' ? (answers.shift() as number) : undefined;
}

/** The file that the person chooses next; none when they choose none. */
export function nextFile(): string | undefined {
  return typeof answers[0] === 'string' ? (answers.shift() as string) : undefined;
}

/** Without an answer given before, the one that Escape gives. */
function answerTo({ message, detail = '', buttons = [], cancelId }: MessageBoxOptions): number {
  needsReady('dialog module can only be used after app is ready');
  asked.push({ kind: 'message', text: message, detail, buttons });
  const no = buttons.findIndex((button) => /^(cancel|no)$/i.test(button));
  return nextButton() ?? cancelId ?? Math.max(0, no);
}

function fileFor(options: SaveDialogSyncOptions): string {
  needsReady('dialog module can only be used after app is ready');
  asked.push({ kind: 'save', text: options.defaultPath ?? '', detail: options.title ?? '', buttons: [] });
  return nextFile() ?? '';
}

/** The options, whether a window is given before them or not. */
function optionsOf<Options>(one: BaseWindow | Options, other: Options | undefined): Options {
  return other ?? (one as Options);
}

export const dialog: Pick<Dialog, Used> = {
  showMessageBox: async (one: BaseWindow | MessageBoxOptions, other?: MessageBoxOptions) => {
    const response = answerTo(optionsOf(one, other));
    return { response, checkboxChecked: false };
  },
  showMessageBoxSync: (one: BaseWindow | MessageBoxOptions, other?: MessageBoxOptions) =>
    answerTo(optionsOf(one, other)),
  showErrorBox(title, content) {
    asked.push({ kind: 'error', text: title, detail: content, buttons: [] });
  },
  showSaveDialogSync: (one: BaseWindow | SaveDialogSyncOptions, other?: SaveDialogSyncOptions) =>
    fileFor(optionsOf(one, other)),
  showSaveDialog: async (one: BaseWindow | SaveDialogSyncOptions, other?: SaveDialogSyncOptions) => {
    const filePath = fileFor(optionsOf(one, other));
    return { canceled: filePath === '', filePath };
  },
};
