/** Ana, Ben and Cleo, who have accounts on a real better-auth. @param password a canary of the test file's own */
export function threePeople(password: string): { name: string; email: string; password: string }[] {
  return ['Ana', 'Ben', 'Cleo'].map((name) => ({
    name,
    email: `${name.toLowerCase()}@example.com`,
    password,
  }));
}
