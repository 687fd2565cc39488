export interface Person {
  name: string;
  email: string;
}

/** The people of every API, in a fixed order. Names are of many lengths and scripts, as in real lists. */
export const people: readonly Person[] = [
  ['Ann Peeters', 'ann.peeters@example.com'],
  ['Bruno Okafor', 'bruno.okafor@example.com'],
  ['Chiara Rossi', 'chiara.rossi@example.org'],
  ['Dmitri Volkov', 'dmitri.volkov@example.net'],
  ['Eszter Nagy', 'eszter.nagy@example.com'],
  ['Farid Haddad', 'farid.haddad@example.org'],
  ['Grace Lindqvist', 'grace.lindqvist@example.com'],
  ['Hồ Thị Lan', 'lan.ho@example.com'],
  ['Ingrid Sæther', 'ingrid.saether@example.net'],
  ['João Figueiredo dos Santos', 'joao.figueiredo@example.org'],
  ['Kwame Mensah', 'kwame.mensah@example.com'],
  ['Leila Karimi', 'leila.karimi@example.com'],
  ['Mateusz Wójcik', 'mateusz.wojcik@example.org'],
  ['小林 直美', 'naomi.kobayashi@example.com'],
  ['Olu Adeyemi', 'olu.adeyemi@example.net'],
  ['Priya Venkataraman', 'priya.venkataraman@example.com'],
  ['Quentin De Smet', 'quentin.desmet@example.com'],
  ['Rania Aziz', 'rania.aziz@example.org'],
  ['Søren Kjær', 'soren.kjaer@example.net'],
  ['Tomás Ó Briain', 'tomas.obriain@example.com'],
].map(([name, email]) => ({ name: name ?? '', email: email ?? '' }));

/** The person at this place in the list. */
export function personAt(index: number): Person {
  const person = people[index];
  if (person === undefined) throw new RangeError(`There are ${people.length} people, none at ${index}`);
  return person;
}
