import { LIVE_PATH } from "@weir/contract/weir";
import { API_URL } from "../api.ts";
import { password } from "../session.ts";
import { LiveSocket } from "./socket.ts";

/** The tab's one live socket. It connects when the first topic is watched. */
export const live: LiveSocket = new LiveSocket(API_URL.replace(/^http/, "ws") + LIVE_PATH, password);
