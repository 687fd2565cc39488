import { expect, test } from 'vitest';
import { firstSettings, openSettings } from '../../electron/host/shell/settings.ts';
import { openStore } from '../../electron/host/store/open.ts';
import { failureOf, newFolder, openTestHost } from '../support/host.ts';

test('what was set is read again after a restart; before that it is the standard', async () => {
  const folder = newFolder();
  const first = await openTestHost({ folder });
  expect(await first.bridge('settings.read', {})).toEqual(firstSettings);
  expect(await first.bridge('settings.save', { undo: 30 })).toEqual({ ...firstSettings, undo: 30 });
  await first.close();
  const second = await openTestHost({ folder });
  expect(await second.bridge('settings.read', {})).toEqual({ ...firstSettings, undo: 30 });
  await second.bridge('settings.save', { undo: 'off' });
  expect(await second.bridge('settings.read', {})).toEqual({ ...firstSettings, undo: 'off' });
  await second.close();
});

test.each([4, 121, 7.5, 'never', null])(
  'an undo window of %j is refused and changes nothing',
  async (undo) => {
    const { bridge, close } = await openTestHost();
    const saving = bridge('settings.save', { undo: undo as 'off' });
    expect(await failureOf(saving)).toMatchObject({ code: 'invalid', field: 'undo' });
    expect(await bridge('settings.read', {})).toEqual(firstSettings);
    await close();
  },
);

test.each(['', '{', 'null', '[]', '{}', '{"undo":1}', '{"undo":30,"other":1}'])(
  'settings that read %j are the standard, and stay as they are until the next are saved',
  (text) => {
    const db = openStore(newFolder());
    const stored = () => db.prepare('SELECT value FROM settings').get()?.['value'];
    db.prepare('INSERT INTO settings (id, value) VALUES (1, ?)').run(text);
    const settings = openSettings(db, () => undefined);
    expect(settings.read()).toEqual(firstSettings);
    expect(stored()).toBe(text);
    settings.save({ undo: 'until-sent' });
    expect(settings.read()).toEqual({ ...firstSettings, undo: 'until-sent' });
    expect(JSON.parse(String(stored()))).toEqual({ ...firstSettings, undo: 'until-sent' });
    db.close();
  },
);
