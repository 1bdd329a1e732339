export { SETTINGS, type SettingName, type Settings } from "../settings.ts";
export {
  explainSettings,
  type ExplainedSettings,
  findSetting,
  type GivenSettings,
  resolveSettings,
  SettingsError,
  type SettingsEnvironment,
  type SettingsFile,
  type SettingsFiles,
  type SettingSource,
} from "./resolve.ts";
export { closest, fileKey, parseSetting, type Setting } from "./setting.ts";
