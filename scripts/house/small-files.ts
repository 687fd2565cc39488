/** Why a file under 25 lines that only one other file imports stands on its own. */
export const reasons: Readonly<Record<string, string>> = {};
