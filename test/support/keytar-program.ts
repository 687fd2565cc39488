// Stores, reads and deletes one entry, as asked, and prints what keytar answered.
import keytar from 'keytar';

const steps = {
  store: (value: string) => keytar.setPassword('sessiondeck-test', 'account', value),
  read: () => keytar.getPassword('sessiondeck-test', 'account'),
  delete: () => keytar.deletePassword('sessiondeck-test', 'account'),
};

const answers: unknown[] = [];
for (const step of process.argv.slice(2)) {
  const [name = '', value = ''] = step.split('=');
  const answer = steps[name as keyof typeof steps](value);
  answers.push(
    await Promise.resolve(answer).then(
      (kept) => kept ?? null,
      (error: Error) => error.message,
    ),
  );
}
process.stdout.write(JSON.stringify(answers));
