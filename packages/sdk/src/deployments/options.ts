/** What a deployment of a flow can be told. */
import type { RunDeploymentAction } from "../automations/actions.ts";
import type { AutomationTrigger } from "../automations/triggers.ts";
import type { Duration } from "../duration.ts";
import type { Schedule } from "./schedules.ts";

/** A trigger of a deployment, with what its runs are given. */
export interface DeploymentTrigger extends RunDeploymentAction {
  readonly on: AutomationTrigger;
  /** Name of the automation that it becomes. Default: the deployment's, `__automation_` and its number. */
  readonly name?: string | undefined;
}

export interface DeploymentOptions {
  /** Parameters of runs that bring none of that name. Default: none. */
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
  /** Short for one of `schedules`. */
  readonly schedule?: Schedule | undefined;
  /** When runs are made. Default: only when somebody asks for one. */
  readonly schedules?: readonly Schedule[] | undefined;
  /**
   * What a run is made of besides: each becomes an automation that belongs to the deployment, in the place of those that did.
   * Default: those that there are stay.
   */
  readonly triggers?: readonly (AutomationTrigger | DeploymentTrigger)[] | undefined;
  readonly description?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  /** Default: the flow's. */
  readonly version?: string | undefined;
  /** Most runs of the deployment at a time, wherever they run. Others wait. Default: no limit. */
  readonly concurrencyLimit?: number | undefined;
  /**
   * Where the flow is: `file.ts:name`, the file meant from the working directory, the name an export or a flow's own.
   * Default: the program that is running, and the flow's name.
   */
  readonly entrypoint?: string | undefined;
}

export interface DeployOptions extends DeploymentOptions {
  /** Name of the deployment; its flow's name comes before it: `report/prod`. */
  readonly name: string;
  /** The work pool whose workers execute its runs. It has to be there. */
  readonly workPool: string;
  /** Default: the pool's default queue. */
  readonly workQueue?: string | undefined;
  /** Variables of the pool's template. Default: none but the command, by which Python's workers run it as well. */
  readonly jobVariables?: Readonly<Record<string, unknown>> | undefined;
  /** Folder of the code where the workers are. Default: the working directory; with an image, `/opt/flows`. */
  readonly workingDirectory?: string | undefined;
  /**
   * Image that has the code, with its registry: `registry.example/flows`. It is built of the working directory (a
   * Dockerfile is written where there is none) and pushed. Without a tag, it gets the time. Default: none.
   */
  readonly image?: string | undefined;
  /** Whether the image is built. Default true. */
  readonly build?: boolean | undefined;
  /** Whether the image is pushed. Workers on other machines need it to be. Default true. */
  readonly push?: boolean | undefined;
  /** What a Dockerfile begins with where there is none yet. Default `node:24-slim`. */
  readonly baseImage?: string | undefined;
  /** Whether its schedules make no runs yet. Default false. */
  readonly paused?: boolean | undefined;
}

export interface ServedOptions extends DeploymentOptions {
  /** Name of the deployment. Default: the flow's name. */
  readonly name?: string | undefined;
}

export interface ServingOptions {
  /** Most runs at a time in processes of this program. Default 5. */
  readonly limit?: number | undefined;
  /** Whether the deployments are paused when this program ends, so that no runs pile up. Default true. */
  readonly pauseOnShutdown?: boolean | undefined;
  /** Time between looks for runs at a server that is not Weir; a Weir server gives them as they are due. Default 2 s. */
  readonly pollInterval?: Duration | undefined;
}

export interface ServeOptions extends ServedOptions, ServingOptions {}
