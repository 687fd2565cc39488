/** An event of which a listener can prevent what comes next, as Electron's are. */
export class PreventableEvent<Details extends object = object> {
  #prevented = false;

  constructor(details?: Details) {
    Object.assign(this, details);
  }

  get defaultPrevented(): boolean {
    return this.#prevented;
  }

  readonly preventDefault = (): void => {
    this.#prevented = true;
  };
}

export function preventable<Details extends object>(details: Details): PreventableEvent & Details {
  return new PreventableEvent(details) as PreventableEvent & Details;
}
