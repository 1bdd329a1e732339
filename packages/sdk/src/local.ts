/** The server of this machine and its files, for programs that do not run flows: light to import. */
export { NoServer, openLocal, servingUrl } from "./embedded.ts";
export { Journal, type JournalNote, listJournals } from "./offline/journal.ts";
export { sendJournal } from "./offline/push.ts";
export { homeOf } from "./settings.ts";
