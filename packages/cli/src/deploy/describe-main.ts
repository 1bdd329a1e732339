/** The process that loads the files of deployments for `weir deploy`. */
import { describeFlows } from "@weir/sdk/describe";

describeFlows();
