/** Flow runs as lists, counts and means. */
import { isFinalType, STATE_TYPES, type FlowRunSort, type Micros } from "@weir/contract";
import { sql, type RawBuilder } from "kysely";
import { orTrue } from "../conditions.ts";
import { FLOW_RUN_ORDERS } from "../filters/orders.ts";
import { flowRunParts } from "../filters/parts.ts";
import { flowRunsMatching, type Filters } from "../filters/related.ts";
import { steer } from "../sqlite/steer.ts";
import type { Reader } from "../store.ts";
import { inOrder, type Page } from "./page.ts";
import { selectFlowRuns, type FlowRunRow } from "./flow-runs.ts";
