/**
 * Pastes several lines into a field of one line with spaces between them. By itself the browser would join the lines,
 * and two secrets pasted one below the other would become a third.
 */
export function pasteLines(event: ClipboardEvent & { currentTarget: HTMLInputElement }): void {
  const text = event.clipboardData?.getData('text/plain') ?? '';
  const lines = text.split(/[\r\n]+/).map((line) => line.trim());
  if (lines.length < 2) return;
  event.preventDefault();
  const { currentTarget: input } = event;
  const { selectionStart, selectionEnd, value } = input;
  const from = selectionStart ?? value.length;
  input.setRangeText(lines.filter(Boolean).join(' '), from, selectionEnd ?? from, 'end');
  input.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }));
}
