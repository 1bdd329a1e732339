export { DockerRegistry, type DockerRegistryData } from "./docker-registry.ts";
export { Email, type EmailData, type Mail } from "./email.ts";
export type { FileStore } from "./file-store.ts";
export {
  type CloneOptions,
  GitHub,
  GitHubCredentials,
  type GitHubData,
  GitLab,
  GitLabCredentials,
  type GitLabData,
} from "./git.ts";
export type { HttpAnswer } from "./http.ts";
export { type KubeConfig, KubernetesCluster, type KubernetesClusterData } from "./kubernetes-cluster.ts";
export { LocalFileSystem } from "./local-file-system.ts";
export { Slack, type SlackData, Webhook, type WebhookData } from "./notify.ts";
export { PostgresConnection, type PostgresConnectionData } from "./postgres-connection.ts";
export {
  AwsCredentials,
  type AwsCredentialsData,
  MinioCredentials,
  type MinioCredentialsData,
  S3,
  type S3Data,
} from "./s3.ts";
export { JsonBlock as JSON, Secret } from "./secret.ts";
