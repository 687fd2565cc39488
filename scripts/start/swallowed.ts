/** What npm makes of an option of ours that stands before the `--`: a setting of its own, in the environment. */
const settings = { port: '--port', open: '--no-open', demo: '--no-demo', restore: '--restore' };

/** What to write instead, where npm took an option for itself (`npm start --port 8080`); null: it took none. */
export function swallowed(env: NodeJS.ProcessEnv): string | null {
  const taken = Object.entries(settings).find(([name]) => env[`npm_config_${name}`] !== undefined);
  if (!taken) return null;
  const [, option] = taken;
  const script = env['npm_lifecycle_event'] === 'web' ? 'run web' : 'start';
  return `npm took ${option} for itself: put -- before it, as in npm ${script} -- ${option}`;
}
