let count = $state(0);

/** True while a dialog keeps the rest of this document waiting. */
export function isDialogOpen(): boolean {
  return count > 0;
}

/** A dialog has opened; call the returned function when it has closed. */
export function dialogOpened(): () => void {
  count += 1;
  return () => (count -= 1);
}
