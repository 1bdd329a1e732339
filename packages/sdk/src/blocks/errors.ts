import { type ParameterIssue, WeirError } from "../errors.ts";

/** There is no block of that type and name. */
export class NoSuchBlock extends WeirError {
  static override readonly code: string = "no_such_block";
}

/** A block of that type and name exists already, and was not to be replaced. */
export class BlockExists extends WeirError {
  static override readonly code: string = "block_exists";
}

/** A block's data does not fit its schema. */
export class InvalidBlock extends WeirError {
  static override readonly code: string = "invalid_block";
  readonly issues: readonly ParameterIssue[];
  constructor(block: string, issues: readonly ParameterIssue[]) {
    const lines = issues.map(
      ({ path, message }) => `  ${path.length > 0 ? `${path.map(String).join(".")}: ` : ""}${message}`,
    );
    super(`data of block ${block} is not valid:\n${lines.join("\n")}`);
    this.issues = issues;
  }
}

/** A block was saved by a newer version of its definition than this program has, or by one it cannot migrate from. */
export class IncompatibleBlock extends WeirError {
  static override readonly code: string = "incompatible_block";
}

/** A secret is a reference (`env://…`, `file://…`) to something that is not there. */
export class UnresolvedReference extends WeirError {
  static override readonly code: string = "unresolved_reference";
}

/** A block needs a package that is not installed. */
export class MissingPackage extends WeirError {
  static override readonly code: string = "missing_package";
}
