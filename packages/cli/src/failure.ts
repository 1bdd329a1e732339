/** A command cannot do what was asked: what is wrong, and what the user can do about it. One line each. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly advice: string;
  constructor(what: string, advice: string, options?: ErrorOptions) {
    super(what, options);
    this.advice = advice;
  }
}
