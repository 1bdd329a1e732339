/** What deploying, serving and executing can fail with. */
import { WeirError } from "../errors.ts";

/** The code of a deployment cannot be loaded, or has no such flow. */
export class EntrypointFailed extends WeirError {
  static override readonly code: string = "entrypoint_failed";
}
/** A step of a deployment could not be done. */
export class StepFailed extends WeirError {
  static override readonly code: string = "step_failed";
}
/** A flow run was to be executed that waits for nobody. */
export class NotExecutable extends WeirError {
  static override readonly code: string = "not_executable";
}
/** A flow was to be deployed to a work pool that is not there. */
export class NoWorkPool extends WeirError {
  static override readonly code: string = "no_work_pool";
}
/** A flow was to be deployed with an image that cannot be built, pushed or used. */
export class ImageNotBuilt extends WeirError {
  static override readonly code: string = "image_not_built";
}
/** There is no deployment of that name. */
export class NoSuchDeployment extends WeirError {
  static override readonly code: string = "no_such_deployment";
}
