// Does the steps it is given ("store=value", "read", "delete") and prints what keytar answered to each.
import keytar from 'keytar';

const steps: Record<string, (value: string) => Promise<unknown>> = {
  store: (value) => keytar.setPassword('sessiondeck-test', 'account', value),
  read: () => keytar.getPassword('sessiondeck-test', 'account'),
  delete: () => keytar.deletePassword('sessiondeck-test', 'account'),
};

async function answerTo(step: string): Promise<unknown> {
  const [name = '', value = ''] = step.split('=');
  try {
    return await steps[name]?.(value);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const answers: unknown[] = [];
for (const step of process.argv.slice(2)) answers.push(await answerTo(step));
process.stdout.write(JSON.stringify(answers));
