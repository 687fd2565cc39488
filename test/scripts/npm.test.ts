import { expect, test } from 'vitest';
import { npmCommand, type Surroundings } from '../../packaging/npm.ts';

const windows: Surroundings = { platform: 'win32', npmExecpath: undefined, node: 'C:\\node.exe' };

test('npm’s own program is given to Node wherever npm says where it is: no shell reads the arguments', () => {
  const npmExecpath = 'C:\\npm\\bin\\npm-cli.js';
  expect(npmCommand(['run', 'a b'], { ...windows, npmExecpath })).toEqual({
    file: 'C:\\node.exe',
    args: [npmExecpath, 'run', 'a b'],
    shell: false,
  });
});

test.each([undefined, '/usr/lib/node_modules/pnpm/bin/pnpm.cjs'])(
  'without that (%s) it is a program',
  (path) => {
    expect(npmCommand(['ci'], { platform: 'linux', npmExecpath: path, node: 'node' })).toEqual({
      file: 'npm',
      args: ['ci'],
      shell: false,
    });
  },
);

test('on Windows it is one line for a shell, without arguments beside it (DEP0190)', () => {
  expect(npmCommand(['run', '-s', 'check:lint'], windows)).toEqual({
    file: 'npm run -s check:lint',
    args: [],
    shell: true,
  });
});

test.each(['a b', 'a&b', '"', '%PATH%', 'a|b', '^', ''])('“%s” is not put into such a line', (argument) => {
  expect(() => npmCommand(['run', argument], windows)).toThrow('npm cannot be given');
});
