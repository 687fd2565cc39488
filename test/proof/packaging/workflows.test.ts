import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

interface Step {
  name?: string;
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
  env?: Record<string, string>;
}
interface Job {
  permissions?: Record<string, string>;
  strategy?: { matrix: { include: { os: string }[] } };
  env?: Record<string, string>;
  steps: Step[];
}
interface Workflow {
  on: Record<string, unknown>;
  permissions?: Record<string, string>;
  jobs: Record<string, Job>;
}

const textOf = (name: string) => readFileSync(`.github/workflows/${name}.yml`, 'utf8');
const names = ['ci', 'release'];
const systems = ['macos', 'ubuntu', 'windows'];

const stepsOf = ({ jobs }: Workflow) => Object.values(jobs).flatMap(({ steps }) => steps);

/** What is wrong with a workflow, whatever it is for. */
function flaws(text: string): string[] {
  const workflow = parse(text) as Workflow;
  const found: string[] = [];
  const isReadOnly = (permissions?: Record<string, string>) =>
    JSON.stringify(permissions) === '{"contents":"read"}';
  if (!isReadOnly(workflow.permissions)) found.push('it may more than read the repository');
  if (Object.values(workflow.jobs).some(({ permissions }) => permissions && !isReadOnly(permissions)))
    found.push('a job may more than read the repository');
  if ('pull_request_target' in workflow.on) found.push('strangers’ code would run with our secrets');
  for (const [, action = ''] of text.matchAll(/uses: (.*)$/gm))
    if (!/^actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))
      found.push(`${action} is not pinned`);
  for (const { uses = '', run = '', with: given } of stepsOf(workflow)) {
    if (uses.startsWith('actions/checkout') && given?.['persist-credentials'] !== false)
      found.push('the checkout leaves its token behind');
    // What is filled in there becomes part of the script: a branch may be called anything.
    if (run.includes('${{')) found.push('a script is put together from what others wrote');
  }
  return found;
}

test.each(names)(
  '%s pins every action, may only read, and builds no script from what others wrote',
  (name) => {
    expect(flaws(textOf(name))).toEqual([]);
  },
);

test.each([
  [
    'permissions:\n  contents: read',
    'permissions:\n  contents: write',
    'it may more than read the repository',
  ],
  ['permissions:\n  contents: read', '', 'it may more than read the repository'],
  ['  pull_request:', '  pull_request_target:', 'strangers’ code would run with our secrets'],
  [/checkout@\w+ # v5.0.0/, 'checkout@v5', 'actions/checkout@v5 is not pinned'],
  ['persist-credentials: false', 'fetch-depth: 1', 'the checkout leaves its token behind'],
  ['run: npm test', 'run: echo ${{ github.head_ref }}', 'a script is put together from what others wrote'],
])('%s changed is found', (from, to, flaw) => {
  expect(flaws(textOf('ci').replace(from, to))).toContain(flaw);
});

test('ci builds, tests, checks and packages on three systems, and has no secret', () => {
  const text = textOf('ci');
  const { jobs, on } = parse(text) as Workflow;
  const oses = jobs['test']?.strategy?.matrix.include.map(({ os }) => os.split('-')[0]);
  expect(oses?.toSorted()).toEqual(systems);
  const runs = jobs['test']?.steps.map(({ run = '' }) => run) ?? [];
  for (const command of [
    'npm test',
    'npm run prove',
    'npm run check',
    'npm run dist',
    'packaging/check-fuses.ts',
  ])
    expect(
      runs.some((run) => run.includes(command)),
      command,
    ).toBe(true);
  expect(runs.join('\n')).toMatch(/xvfb-run[^]*dbus-run-session[^]*gnome-keyring-daemon[^]*npm test/);
  expect(text).not.toMatch(/secrets[.[]/);
  expect(Object.keys(on)).toEqual(['push', 'pull_request']);
});

test('release runs for tags alone, on three systems, and shows its secrets to the one step that signs', () => {
  const { jobs, on } = parse(textOf('release')) as Workflow;
  expect(on).toEqual({ push: { tags: ['v*'] } });
  const oses = jobs['package']?.strategy?.matrix.include.map(({ os }) => os.split('-')[0]);
  expect(oses?.toSorted()).toEqual(systems);
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  const shown = steps.filter((step) => JSON.stringify(step).includes('secrets'));
  expect(shown.map(({ run }) => run)).toEqual(['npm run dist -- $TARGETS']);
  expect(Object.values(jobs).some(({ env }) => JSON.stringify(env ?? {}).includes('secrets'))).toBe(false);
});

test('release reads the fuses in what ships, says what is in it and sums it up, and publishes nothing', () => {
  const steps = stepsOf(parse(textOf('release')) as Workflow);
  const runs = steps.map(({ run = '' }) => run).join('\n');
  expect(runs).toMatch(/npm run dist[^]*check-artefacts\.sh[^]*list-parts\.ts[^]*sha256sum/);
  expect(readFileSync('packaging/check-artefacts.sh', 'utf8')).toMatch(/fuses read --app[^]*check-fuses\.ts/);
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  expect(scripts['dist']).toMatch(/--publish never$/);
  expect(runs).not.toMatch(/gh release|npm publish|publish always/);
  expect(steps.every(({ with: given }) => !JSON.stringify(given ?? {}).includes('npm"'))).toBe(true);
});
