// Generated once from Prefect 3.8.8 (prefect/server/collection_blocks_data.json, and its own blocks). Do not edit.
// The block types of the reference that the SDK knows, word for word: their schemas are recognised by a checksum over
// these texts.

export const REFERENCE_TYPES = {
  secret: {
    name: "Secret",
    description:
      "A block that represents a secret value. The value stored in this block will be obfuscated when this block is viewed or edited in the UI.",
    logo_url:
      "https://raw.githubusercontent.com/PrefectHQ/prefect/420d0d6a78bb6df1fc18bcf188fdad43c1d22ea9/assets/block-logos/secret.png",
    documentation_url: "https://docs.prefect.io/latest/develop/blocks",
    code_example:
      '```python\nfrom prefect.blocks.system import Secret\n\nSecret(value="sk-1234567890").save("BLOCK_NAME", overwrite=True)\n\nsecret_block = Secret.load("BLOCK_NAME")\n\n# Access the stored secret\nsecret_block.get()\n```',
    capabilities: [],
    fields: {
      block_type_slug: "secret",
      description:
        "A block that represents a secret value. The value stored in this block will be obfuscated when this block is viewed or edited in the UI.",
      properties: {
        value: {
          anyOf: [
            {
              format: "password",
              type: "string",
              writeOnly: true,
            },
            {
              title: "string",
              type: "string",
            },
            {
              $ref: "#/definitions/JsonValue",
              title: "JSON",
            },
          ],
          description: "A value that should be kept secret.",
          examples: [
            "sk-1234567890",
            {
              password: "s3cr3t",
              username: "johndoe",
            },
          ],
          format: "password",
          title: "Value",
          writeOnly: true,
          position: 0,
        },
      },
      required: ["value"],
      secret_fields: ["value", "value"],
      title: "Secret",
      type: "object",
      block_schema_references: {},
    },
  },
  webhook: {
    name: "Webhook",
    description: "Block that enables calling webhooks.",
    logo_url:
      "https://raw.githubusercontent.com/PrefectHQ/prefect/420d0d6a78bb6df1fc18bcf188fdad43c1d22ea9/assets/block-logos/webhook.png",
    documentation_url: "https://docs.prefect.io/latest/automate/events/webhook-triggers",
    code_example:
      '```python\nfrom prefect.blocks.webhook import Webhook\n\nwebhook_block = Webhook.load("BLOCK_NAME")\n```',
    capabilities: [],
    fields: {
      block_type_slug: "webhook",
      description: "Block that enables calling webhooks.",
      properties: {
        method: {
          default: "POST",
          description: "The webhook request method. Defaults to `POST`.",
          enum: ["GET", "POST", "PUT", "PATCH", "DELETE"],
          title: "Method",
          type: "string",
          position: 0,
        },
        url: {
          description: "The webhook URL.",
          examples: ["https://hooks.slack.com/XXX"],
          format: "password",
          title: "Webhook URL",
          type: "string",
          writeOnly: true,
          position: 1,
        },
        headers: {
          description: "A dictionary of headers to send with the webhook request.",
          title: "Webhook Headers",
          type: "object",
          position: 2,
        },
        allow_private_urls: {
          default: true,
          description: "Whether to allow notifications to private URLs. Defaults to True.",
          title: "Allow Private Urls",
          type: "boolean",
          position: 3,
        },
        verify: {
          default: true,
          description: "Whether or not to enforce a secure connection to the webhook.",
          title: "Verify",
          type: "boolean",
          position: 4,
        },
      },
      required: ["url"],
      secret_fields: ["url", "headers.*"],
      title: "Webhook",
      type: "object",
      block_schema_references: {},
    },
  },
  "local-file-system": {
    name: "Local File System",
    description: "Store data as a file on a local file system.",
    logo_url:
      "https://raw.githubusercontent.com/PrefectHQ/prefect/420d0d6a78bb6df1fc18bcf188fdad43c1d22ea9/assets/block-logos/filesystem.png",
    documentation_url: "https://docs.prefect.io/latest/develop/results#specifying-a-default-filesystem",
    code_example:
      'Load stored local file system config:\n```python\nfrom prefect.filesystems import LocalFileSystem\n\nlocal_file_system_block = LocalFileSystem.load("BLOCK_NAME")\n```',
    capabilities: ["write-path", "read-path", "get-directory", "put-directory"],
    fields: {
      block_type_slug: "local-file-system",
      description: "Store data as a file on a local file system.",
      properties: {
        basepath: {
          anyOf: [
            {
              type: "string",
            },
            {
              type: "null",
            },
          ],
          default: null,
          description: "Default local path for this block to write to.",
          title: "Basepath",
          position: 0,
        },
      },
      secret_fields: [],
      title: "LocalFileSystem",
      type: "object",
      block_schema_references: {},
    },
  },
  "slack-webhook": {
    name: "Slack Webhook",
    description:
      "Enables sending notifications via a provided Slack webhook.\n\nSupports both standard Slack webhooks (hooks.slack.com) and Slack GovCloud\nwebhooks (hooks.slack-gov.com).",
    logo_url:
      "https://raw.githubusercontent.com/PrefectHQ/prefect/420d0d6a78bb6df1fc18bcf188fdad43c1d22ea9/assets/block-logos/slack.png",
    documentation_url:
      "https://docs.prefect.io/latest/automate/events/automations-triggers#sending-notifications-with-automations",
    code_example:
      'Load a saved Slack webhook and send a message:\n```python\nfrom prefect.blocks.notifications import SlackWebhook\n\nslack_webhook_block = SlackWebhook.load("BLOCK_NAME")\nslack_webhook_block.notify("Hello from Prefect!")\n```',
    capabilities: ["notify"],
    fields: {
      block_type_slug: "slack-webhook",
      description:
        "Enables sending notifications via a provided Slack webhook.\n\nSupports both standard Slack webhooks (hooks.slack.com) and Slack GovCloud\nwebhooks (hooks.slack-gov.com).",
      properties: {
        notify_type: {
          default: "info",
          description: "The type of notification being performed.",
          enum: ["info", "success", "warning", "failure"],
          title: "Notify Type",
          type: "string",
          position: 0,
        },
        url: {
          description: "Slack incoming webhook URL used to send notifications.",
          examples: ["https://hooks.slack.com/XXX"],
          format: "password",
          title: "Webhook URL",
          type: "string",
          writeOnly: true,
          position: 1,
        },
        allow_private_urls: {
          default: true,
          description: "Whether to allow notifications to private URLs. Defaults to True.",
          title: "Allow Private Urls",
          type: "boolean",
          position: 2,
        },
      },
      required: ["url"],
      secret_fields: ["url"],
      title: "SlackWebhook",
      type: "object",
      block_schema_references: {},
    },
  },
  "aws-credentials": {
    name: "AWS Credentials",
    description:
      "Block used to manage authentication with AWS. AWS authentication is\nhandled via the `boto3` module. Refer to the\n[boto3 docs](https://boto3.amazonaws.com/v1/documentation/api/latest/guide/credentials.html)\nfor more info about the possible credential configurations. This block is part of the prefect-aws collection. Install prefect-aws with `pip install prefect-aws` to use this block.",
    logo_url: "https://cdn.sanity.io/images/3ugk85nk/production/d74b16fe84ce626345adf235a47008fea2869a60-225x225.png",
    documentation_url: "https://prefecthq.github.io/prefect-aws/credentials/#prefect_aws.credentials.AwsCredentials",
    code_example:
      'Load stored AWS credentials:\n```python\nfrom prefect_aws import AwsCredentials\n\naws_credentials_block = AwsCredentials.load("BLOCK_NAME")\n```',
    capabilities: [],
    fields: {
      title: "AwsCredentials",
      description:
        "Block used to manage authentication with AWS. AWS authentication is\nhandled via the `boto3` module. Refer to the\n[boto3 docs](https://boto3.amazonaws.com/v1/documentation/api/latest/guide/credentials.html)\nfor more info about the possible credential configurations.",
      type: "object",
      properties: {
        aws_access_key_id: {
          title: "AWS Access Key ID",
          description: "A specific AWS access key ID.",
          type: "string",
        },
        aws_secret_access_key: {
          title: "AWS Access Key Secret",
          description: "A specific AWS secret access key.",
          type: "string",
          writeOnly: true,
          format: "password",
        },
        aws_session_token: {
          title: "AWS Session Token",
          description:
            "The session key for your AWS account. This is only needed when you are using temporary credentials.",
          type: "string",
        },
        profile_name: {
          title: "Profile Name",
          description: "The profile to use when creating your session.",
          type: "string",
        },
        region_name: {
          title: "Region Name",
          description: "The AWS Region where you want to create new connections.",
          type: "string",
        },
        aws_client_parameters: {
          title: "AWS Client Parameters",
          description: "Extra parameters to initialize the Client.",
          allOf: [
            {
              $ref: "#/definitions/AwsClientParameters",
            },
          ],
        },
      },
      block_type_slug: "aws-credentials",
      secret_fields: ["aws_secret_access_key"],
      block_schema_references: {},
      definitions: {
        AwsClientParameters: {
          title: "AwsClientParameters",
          description:
            'Model used to manage extra parameters that you can pass when you initialize\nthe Client. If you want to find more information, see\n[boto3 docs](https://boto3.amazonaws.com/v1/documentation/api/latest/reference/core/session.html)\nfor more info about the possible client configurations.\n\nAttributes:\n    api_version: The API version to use. By default, botocore will\n        use the latest API version when creating a client. You only need\n        to specify this parameter if you want to use a previous API version\n        of the client.\n    use_ssl: Whether or not to use SSL. By default, SSL is used.\n        Note that not all services support non-ssl connections.\n    verify: Whether or not to verify SSL certificates. By default\n        SSL certificates are verified. If False, SSL will still be used\n        (unless use_ssl is False), but SSL certificates\n        will not be verified. Passing a file path to this is deprecated.\n    verify_cert_path: A filename of the CA cert bundle to\n        use. You can specify this argument if you want to use a\n        different CA cert bundle than the one used by botocore.\n    endpoint_url: The complete URL to use for the constructed\n        client. Normally, botocore will automatically construct the\n        appropriate URL to use when communicating with a service. You\n        can specify a complete URL (including the "http/https" scheme)\n        to override this behavior. If this value is provided,\n        then ``use_ssl`` is ignored.\n    config: Advanced configuration for Botocore clients. See\n        [botocore docs](https://botocore.amazonaws.com/v1/documentation/api/latest/reference/config.html)\n        for more details.',
          type: "object",
          properties: {
            api_version: {
              title: "API Version",
              description: "The API version to use.",
              type: "string",
            },
            use_ssl: {
              title: "Use SSL",
              description: "Whether or not to use SSL.",
              default: true,
              type: "boolean",
            },
            verify: {
              title: "Verify",
              description: "Whether or not to verify SSL certificates.",
              default: true,
              anyOf: [
                {
                  type: "boolean",
                },
                {
                  type: "string",
                  format: "file-path",
                },
              ],
            },
            verify_cert_path: {
              title: "Certificate Authority Bundle File Path",
              description: "Path to the CA cert bundle to use.",
              format: "file-path",
              type: "string",
            },
            endpoint_url: {
              title: "Endpoint URL",
              description: "The complete URL to use for the constructed client.",
              type: "string",
            },
            config: {
              title: "Botocore Config",
              description: "Advanced configuration for Botocore clients.",
              type: "object",
            },
          },
        },
      },
    },
  },
  "minio-credentials": {
    name: "MinIO Credentials",
    description:
      "Block used to manage authentication with MinIO. Refer to the MinIO docs: https://docs.min.io/docs/minio-server-configuration-guide.html for more info about the possible credential configurations. This block is part of the prefect-aws collection. Install prefect-aws with `pip install prefect-aws` to use this block.",
    logo_url: "https://cdn.sanity.io/images/3ugk85nk/production/676cb17bcbdff601f97e0a02ff8bcb480e91ff40-250x250.png",
    documentation_url: "https://prefecthq.github.io/prefect-aws/credentials/#prefect_aws.credentials.MinIOCredentials",
    code_example:
      'Load stored MinIO credentials:\n```python\nfrom prefect_aws import MinIOCredentials\n\nminio_credentials_block = MinIOCredentials.load("BLOCK_NAME")\n```',
    capabilities: [],
    fields: {
      title: "MinIOCredentials",
      description:
        "Block used to manage authentication with MinIO. Refer to the MinIO docs: https://docs.min.io/docs/minio-server-configuration-guide.html for more info about the possible credential configurations.",
      type: "object",
      properties: {
        minio_root_user: {
          title: "Minio Root User",
          description: "Admin or root user.",
          type: "string",
        },
        minio_root_password: {
          title: "Minio Root Password",
          description: "Admin or root password.",
          type: "string",
          writeOnly: true,
          format: "password",
        },
        region_name: {
          title: "Region Name",
          description: "The AWS Region where you want to create new connections.",
          type: "string",
        },
        aws_client_parameters: {
          title: "Aws Client Parameters",
          description: "Extra parameters to initialize the Client.",
          allOf: [
            {
              $ref: "#/definitions/AwsClientParameters",
            },
          ],
        },
      },
      required: ["minio_root_user", "minio_root_password"],
      block_type_slug: "minio-credentials",
      secret_fields: ["minio_root_password"],
      block_schema_references: {},
      definitions: {
        AwsClientParameters: {
          title: "AwsClientParameters",
          description:
            'Model used to manage extra parameters that you can pass when you initialize\nthe Client. If you want to find more information, see\n[boto3 docs](https://boto3.amazonaws.com/v1/documentation/api/latest/reference/core/session.html)\nfor more info about the possible client configurations.\n\nAttributes:\n    api_version: The API version to use. By default, botocore will\n        use the latest API version when creating a client. You only need\n        to specify this parameter if you want to use a previous API version\n        of the client.\n    use_ssl: Whether or not to use SSL. By default, SSL is used.\n        Note that not all services support non-ssl connections.\n    verify: Whether or not to verify SSL certificates. By default\n        SSL certificates are verified. If False, SSL will still be used\n        (unless use_ssl is False), but SSL certificates\n        will not be verified. Passing a file path to this is deprecated.\n    verify_cert_path: A filename of the CA cert bundle to\n        use. You can specify this argument if you want to use a\n        different CA cert bundle than the one used by botocore.\n    endpoint_url: The complete URL to use for the constructed\n        client. Normally, botocore will automatically construct the\n        appropriate URL to use when communicating with a service. You\n        can specify a complete URL (including the "http/https" scheme)\n        to override this behavior. If this value is provided,\n        then ``use_ssl`` is ignored.\n    config: Advanced configuration for Botocore clients. See\n        [botocore docs](https://botocore.amazonaws.com/v1/documentation/api/latest/reference/config.html)\n        for more details.',
          type: "object",
          properties: {
            api_version: {
              title: "API Version",
              description: "The API version to use.",
              type: "string",
            },
            use_ssl: {
              title: "Use SSL",
              description: "Whether or not to use SSL.",
              default: true,
              type: "boolean",
            },
            verify: {
              title: "Verify",
              description: "Whether or not to verify SSL certificates.",
              default: true,
              anyOf: [
                {
                  type: "boolean",
                },
                {
                  type: "string",
                  format: "file-path",
                },
              ],
            },
            verify_cert_path: {
              title: "Certificate Authority Bundle File Path",
              description: "Path to the CA cert bundle to use.",
              format: "file-path",
              type: "string",
            },
            endpoint_url: {
              title: "Endpoint URL",
              description: "The complete URL to use for the constructed client.",
              type: "string",
            },
            config: {
              title: "Botocore Config",
              description: "Advanced configuration for Botocore clients.",
              type: "object",
            },
          },
        },
      },
    },
  },
  "s3-bucket": {
    name: "S3 Bucket",
    description:
      "Block used to store data using AWS S3 or S3-compatible object storage like MinIO. This block is part of the prefect-aws collection. Install prefect-aws with `pip install prefect-aws` to use this block.",
    logo_url: "https://cdn.sanity.io/images/3ugk85nk/production/d74b16fe84ce626345adf235a47008fea2869a60-225x225.png",
    documentation_url: "https://prefecthq.github.io/prefect-aws/s3/#prefect_aws.s3.S3Bucket",
    code_example:
      '```python\nfrom prefect_aws.s3 import S3Bucket\n\ns3_bucket_block = S3Bucket.load("BLOCK_NAME")\n```',
    capabilities: ["get-directory", "put-directory", "read-path", "write-path"],
    fields: {
      title: "S3Bucket",
      description: "Block used to store data using AWS S3 or S3-compatible object storage like MinIO.",
      type: "object",
      properties: {
        bucket_name: {
          title: "Bucket Name",
          description: "Name of your bucket.",
          type: "string",
        },
        credentials: {
          title: "Credentials",
          description: "A block containing your credentials to AWS or MinIO.",
          anyOf: [
            {
              $ref: "#/definitions/MinIOCredentials",
            },
            {
              $ref: "#/definitions/AwsCredentials",
            },
          ],
        },
        bucket_folder: {
          title: "Bucket Folder",
          description: "A default path to a folder within the S3 bucket to use for reading and writing objects.",
          default: "",
          type: "string",
        },
      },
      required: ["bucket_name"],
      block_type_slug: "s3-bucket",
      secret_fields: ["credentials.minio_root_password", "credentials.aws_secret_access_key"],
      block_schema_references: {
        credentials: [
          {
            block_type_slug: "minio-credentials",
            block_schema_checksum: "sha256:5b4f1e5270f3a3670ff3d06b7e6e8246d54dacba976321dec42abe51c33415fb",
          },
          {
            block_type_slug: "aws-credentials",
            block_schema_checksum: "sha256:17b73297ed60f080fb235b3a5a145a6d9b28a09b3ff2d9d17810b5e2c2075ebe",
          },
        ],
      },
      definitions: {
        AwsClientParameters: {
          title: "AwsClientParameters",
          description:
            'Model used to manage extra parameters that you can pass when you initialize\nthe Client. If you want to find more information, see\n[boto3 docs](https://boto3.amazonaws.com/v1/documentation/api/latest/reference/core/session.html)\nfor more info about the possible client configurations.\n\nAttributes:\n    api_version: The API version to use. By default, botocore will\n        use the latest API version when creating a client. You only need\n        to specify this parameter if you want to use a previous API version\n        of the client.\n    use_ssl: Whether or not to use SSL. By default, SSL is used.\n        Note that not all services support non-ssl connections.\n    verify: Whether or not to verify SSL certificates. By default\n        SSL certificates are verified. If False, SSL will still be used\n        (unless use_ssl is False), but SSL certificates\n        will not be verified. Passing a file path to this is deprecated.\n    verify_cert_path: A filename of the CA cert bundle to\n        use. You can specify this argument if you want to use a\n        different CA cert bundle than the one used by botocore.\n    endpoint_url: The complete URL to use for the constructed\n        client. Normally, botocore will automatically construct the\n        appropriate URL to use when communicating with a service. You\n        can specify a complete URL (including the "http/https" scheme)\n        to override this behavior. If this value is provided,\n        then ``use_ssl`` is ignored.\n    config: Advanced configuration for Botocore clients. See\n        [botocore docs](https://botocore.amazonaws.com/v1/documentation/api/latest/reference/config.html)\n        for more details.',
          type: "object",
          properties: {
            api_version: {
              title: "API Version",
              description: "The API version to use.",
              type: "string",
            },
            use_ssl: {
              title: "Use SSL",
              description: "Whether or not to use SSL.",
              default: true,
              type: "boolean",
            },
            verify: {
              title: "Verify",
              description: "Whether or not to verify SSL certificates.",
              default: true,
              anyOf: [
                {
                  type: "boolean",
                },
                {
                  type: "string",
                  format: "file-path",
                },
              ],
            },
            verify_cert_path: {
              title: "Certificate Authority Bundle File Path",
              description: "Path to the CA cert bundle to use.",
              format: "file-path",
              type: "string",
            },
            endpoint_url: {
              title: "Endpoint URL",
              description: "The complete URL to use for the constructed client.",
              type: "string",
            },
            config: {
              title: "Botocore Config",
              description: "Advanced configuration for Botocore clients.",
              type: "object",
            },
          },
        },
        MinIOCredentials: {
          title: "MinIOCredentials",
          description:
            "Block used to manage authentication with MinIO. Refer to the MinIO docs: https://docs.min.io/docs/minio-server-configuration-guide.html for more info about the possible credential configurations.",
          type: "object",
          properties: {
            minio_root_user: {
              title: "Minio Root User",
              description: "Admin or root user.",
              type: "string",
            },
            minio_root_password: {
              title: "Minio Root Password",
              description: "Admin or root password.",
              type: "string",
              writeOnly: true,
              format: "password",
            },
            region_name: {
              title: "Region Name",
              description: "The AWS Region where you want to create new connections.",
              type: "string",
            },
            aws_client_parameters: {
              title: "Aws Client Parameters",
              description: "Extra parameters to initialize the Client.",
              allOf: [
                {
                  $ref: "#/definitions/AwsClientParameters",
                },
              ],
            },
          },
          required: ["minio_root_user", "minio_root_password"],
          block_type_slug: "minio-credentials",
          secret_fields: ["minio_root_password"],
          block_schema_references: {},
        },
        AwsCredentials: {
          title: "AwsCredentials",
          description:
            "Block used to manage authentication with AWS. AWS authentication is\nhandled via the `boto3` module. Refer to the\n[boto3 docs](https://boto3.amazonaws.com/v1/documentation/api/latest/guide/credentials.html)\nfor more info about the possible credential configurations.",
          type: "object",
          properties: {
            aws_access_key_id: {
              title: "AWS Access Key ID",
              description: "A specific AWS access key ID.",
              type: "string",
            },
            aws_secret_access_key: {
              title: "AWS Access Key Secret",
              description: "A specific AWS secret access key.",
              type: "string",
              writeOnly: true,
              format: "password",
            },
            aws_session_token: {
              title: "AWS Session Token",
              description:
                "The session key for your AWS account. This is only needed when you are using temporary credentials.",
              type: "string",
            },
            profile_name: {
              title: "Profile Name",
              description: "The profile to use when creating your session.",
              type: "string",
            },
            region_name: {
              title: "Region Name",
              description: "The AWS Region where you want to create new connections.",
              type: "string",
            },
            aws_client_parameters: {
              title: "AWS Client Parameters",
              description: "Extra parameters to initialize the Client.",
              allOf: [
                {
                  $ref: "#/definitions/AwsClientParameters",
                },
              ],
            },
          },
          block_type_slug: "aws-credentials",
          secret_fields: ["aws_secret_access_key"],
          block_schema_references: {},
        },
      },
    },
  },
  "docker-registry-credentials": {
    name: "Docker Registry Credentials",
    description:
      "Store credentials for interacting with a Docker Registry. This block is part of the prefect-docker collection. Install prefect-docker with `pip install prefect-docker` to use this block.",
    logo_url: "https://cdn.sanity.io/images/3ugk85nk/production/14a315b79990200db7341e42553e23650b34bb96-250x250.png",
    documentation_url: null,
    code_example:
      'Log into Docker Registry.\n```python\nfrom prefect_docker import DockerHost, DockerRegistryCredentials\n\ndocker_host = DockerHost()\ndocker_registry_credentials = DockerRegistryCredentials(\n    username="my_username",\n    password="my_password",\n    registry_url="registry.hub.docker.com",\n)\nwith docker_host.get_client() as client:\n    docker_registry_credentials.login(client)\n```',
    capabilities: [],
    fields: {
      title: "DockerRegistryCredentials",
      description: "Store credentials for interacting with a Docker Registry.",
      type: "object",
      properties: {
        username: {
          title: "Username",
          description: "The username to log into the registry with.",
          type: "string",
        },
        password: {
          title: "Password",
          description: "The password to log into the registry with.",
          type: "string",
          writeOnly: true,
          format: "password",
        },
        registry_url: {
          title: "Registry Url",
          description: 'The URL to the registry. Generally, "http" or "https" can be omitted.',
          example: "index.docker.io",
          type: "string",
        },
        reauth: {
          title: "Reauth",
          description: "Whether or not to reauthenticate on each interaction.",
          default: true,
          type: "boolean",
        },
      },
      required: ["username", "password", "registry_url"],
      block_type_slug: "docker-registry-credentials",
      secret_fields: ["password"],
      block_schema_references: {},
    },
  },
  "email-server-credentials": {
    name: "Email Server Credentials",
    description:
      "Block used to manage generic email server authentication.\nIt is recommended you use a\n[Google App Password](https://support.google.com/accounts/answer/185833)\nif you use Gmail. This block is part of the prefect-email collection. Install prefect-email with `pip install prefect-email` to use this block.",
    logo_url: "https://cdn.sanity.io/images/3ugk85nk/production/82bc6ed16ca42a2252a5512c72233a253b8a58eb-250x250.png",
    documentation_url:
      "https://prefecthq.github.io/prefect-email/credentials/#prefect_email.credentials.EmailServerCredentials",
    code_example:
      'Load stored email server credentials:\n```python\nfrom prefect_email import EmailServerCredentials\nemail_credentials_block = EmailServerCredentials.load("BLOCK_NAME")\n```',
    capabilities: [],
    fields: {
      title: "EmailServerCredentials",
      description:
        "Block used to manage generic email server authentication.\nIt is recommended you use a\n[Google App Password](https://support.google.com/accounts/answer/185833)\nif you use Gmail.",
      type: "object",
      properties: {
        username: {
          title: "Username",
          description:
            "The username to use for authentication to the server. Unnecessary if SMTP login is not required.",
          type: "string",
        },
        password: {
          title: "Password",
          description:
            "The password to use for authentication to the server. Unnecessary if SMTP login is not required.",
          type: "string",
          writeOnly: true,
          format: "password",
        },
        smtp_server: {
          title: "SMTP Server",
          description:
            "Either the hostname of the SMTP server, or one of the keys from the built-in SMTPServer Enum members, like 'gmail'.",
          default: "smtp.gmail.com",
          anyOf: [
            {
              $ref: "#/definitions/SMTPServer",
            },
            {
              type: "string",
            },
          ],
        },
        smtp_type: {
          title: "SMTP Type",
          description: "Either 'SSL', 'STARTTLS', or 'INSECURE'.",
          default: 465,
          anyOf: [
            {
              $ref: "#/definitions/SMTPType",
            },
            {
              type: "string",
            },
          ],
        },
        smtp_port: {
          title: "SMTP Port",
          description: "If provided, overrides the smtp_type's default port number.",
          type: "integer",
        },
      },
      block_type_slug: "email-server-credentials",
      secret_fields: ["password"],
      block_schema_references: {},
      definitions: {
        SMTPServer: {
          title: "SMTPServer",
          description: "Server used to send email.",
          enum: [
            "smtp.aol.com",
            "smtp.mail.att.net",
            "smtp.comcast.net",
            "smtp.mail.me.com",
            "smtp.gmail.com",
            "smtp-mail.outlook.com",
            "smtp.mail.yahoo.com",
          ],
        },
        SMTPType: {
          title: "SMTPType",
          description: "Protocols used to secure email transmissions.",
          enum: [465, 587, 25],
        },
      },
    },
  },
  "github-credentials": {
    name: "GitHub Credentials",
    description:
      "Block used to manage GitHub authentication. This block is part of the prefect-github collection. Install prefect-github with `pip install prefect-github` to use this block.",
    logo_url: "https://cdn.sanity.io/images/3ugk85nk/production/41971cfecfea5f79ff334164f06ecb34d1038dd4-250x250.png",
    documentation_url:
      "https://prefecthq.github.io/prefect-github/credentials/#prefect_github.credentials.GitHubCredentials",
    code_example:
      'Load stored GitHub credentials:\n```python\nfrom prefect_github import GitHubCredentials\ngithub_credentials_block = GitHubCredentials.load("BLOCK_NAME")\n```',
    capabilities: [],
    fields: {
      title: "GitHubCredentials",
      description: "Block used to manage GitHub authentication.",
      type: "object",
      properties: {
        token: {
          title: "Token",
          description: "A GitHub personal access token (PAT).",
          type: "string",
          writeOnly: true,
          format: "password",
        },
      },
      block_type_slug: "github-credentials",
      secret_fields: ["token"],
      block_schema_references: {},
    },
  },
  "github-repository": {
    name: "GitHub Repository",
    description:
      "Interact with files stored on GitHub repositories. This block is part of the prefect-github collection. Install prefect-github with `pip install prefect-github` to use this block.",
    logo_url: "https://cdn.sanity.io/images/3ugk85nk/production/41971cfecfea5f79ff334164f06ecb34d1038dd4-250x250.png",
    documentation_url:
      "https://prefecthq.github.io/prefect-github/repository/#prefect_github.repository.GitHubRepository",
    code_example:
      '```python\nfrom prefect_github.repository import GitHubRepository\n\ngithub_repository_block = GitHubRepository.load("BLOCK_NAME")\n```',
    capabilities: ["get-directory"],
    fields: {
      title: "GitHubRepository",
      description: "Interact with files stored on GitHub repositories.",
      type: "object",
      properties: {
        repository_url: {
          title: "Repository URL",
          description:
            "The URL of a GitHub repository to read from, in either HTTPS or SSH format. If you are using a private repo, it must be in the HTTPS format.",
          type: "string",
        },
        reference: {
          title: "Reference",
          description: "An optional reference to pin to; can be a branch name or tag.",
          type: "string",
        },
        credentials: {
          title: "Credentials",
          description: "An optional GitHubCredentials block for using private GitHub repos.",
          allOf: [
            {
              $ref: "#/definitions/GitHubCredentials",
            },
          ],
        },
      },
      required: ["repository_url"],
      block_type_slug: "github-repository",
      secret_fields: ["credentials.token"],
      block_schema_references: {
        credentials: {
          block_type_slug: "github-credentials",
          block_schema_checksum: "sha256:74a34b668838ba661d9160ab127053dd44a22dd04e89562839645791e70d046a",
        },
      },
      definitions: {
        GitHubCredentials: {
          title: "GitHubCredentials",
          description: "Block used to manage GitHub authentication.",
          type: "object",
          properties: {
            token: {
              title: "Token",
              description: "A GitHub personal access token (PAT).",
              type: "string",
              writeOnly: true,
              format: "password",
            },
          },
          block_type_slug: "github-credentials",
          secret_fields: ["token"],
          block_schema_references: {},
        },
      },
    },
  },
  "gitlab-credentials": {
    name: "GitLab Credentials",
    description:
      "Store a GitLab personal access token to interact with private GitLab\nrepositories. This block is part of the prefect-gitlab collection. Install prefect-gitlab with `pip install prefect-gitlab` to use this block.",
    logo_url: "https://cdn.sanity.io/images/3ugk85nk/production/a5db0f07a1bb4390f0e1cda9f7ef9091d89633b9-250x250.png",
    documentation_url: null,
    code_example:
      'Load stored GitLab credentials:\n```python\nfrom prefect_gitlab import GitLabCredentials\ngitlab_credentials_block = GitLabCredentials.load("BLOCK_NAME")\n```',
    capabilities: [],
    fields: {
      title: "GitLabCredentials",
      description: "Store a GitLab personal access token to interact with private GitLab\nrepositories.",
      type: "object",
      properties: {
        token: {
          title: "Token",
          description: "A GitLab Personal Access Token with read_repository scope.",
          name: "Personal Access Token",
          type: "string",
          writeOnly: true,
          format: "password",
        },
        url: {
          title: "URL",
          description: "URL to self-hosted GitLab instances.",
          type: "string",
        },
      },
      block_type_slug: "gitlab-credentials",
      secret_fields: ["token"],
      block_schema_references: {},
    },
  },
  "gitlab-repository": {
    name: "GitLab Repository",
    description:
      "Interact with files stored in GitLab repositories. This block is part of the prefect-gitlab collection. Install prefect-gitlab with `pip install prefect-gitlab` to use this block.",
    logo_url: "https://cdn.sanity.io/images/3ugk85nk/production/a5db0f07a1bb4390f0e1cda9f7ef9091d89633b9-250x250.png",
    documentation_url: null,
    code_example:
      '```python\nfrom prefect_gitlab.repositories import GitLabRepository\n\ngitlab_repository_block = GitLabRepository.load("BLOCK_NAME")\n```',
    capabilities: ["get-directory"],
    fields: {
      title: "GitLabRepository",
      description: "Interact with files stored in GitLab repositories.",
      type: "object",
      properties: {
        repository: {
          title: "Repository",
          description: "The URL of a GitLab repository to read from, in either HTTP/HTTPS or SSH format.",
          type: "string",
        },
        reference: {
          title: "Reference",
          description: "An optional reference to pin to; can be a branch name or tag.",
          type: "string",
        },
        credentials: {
          title: "Credentials",
          description: "An optional GitLab Credentials block for authenticating with private GitLab repos.",
          allOf: [
            {
              $ref: "#/definitions/GitLabCredentials",
            },
          ],
        },
      },
      required: ["repository"],
      block_type_slug: "gitlab-repository",
      secret_fields: ["credentials.token"],
      block_schema_references: {
        credentials: {
          block_type_slug: "gitlab-credentials",
          block_schema_checksum: "sha256:7d8d6317127bc66afe9e97ae5658ee8e1decdc598350eb292fb62be379f0246c",
        },
      },
      definitions: {
        GitLabCredentials: {
          title: "GitLabCredentials",
          description: "Store a GitLab personal access token to interact with private GitLab\nrepositories.",
          type: "object",
          properties: {
            token: {
              title: "Token",
              description: "A GitLab Personal Access Token with read_repository scope.",
              name: "Personal Access Token",
              type: "string",
              writeOnly: true,
              format: "password",
            },
            url: {
              title: "URL",
              description: "URL to self-hosted GitLab instances.",
              type: "string",
            },
          },
          block_type_slug: "gitlab-credentials",
          secret_fields: ["token"],
          block_schema_references: {},
        },
      },
    },
  },
  "kubernetes-cluster-config": {
    name: "Kubernetes Cluster Config",
    description: "Stores configuration for interaction with Kubernetes clusters.\n\nSee `from_file` for creation.",
    logo_url: "https://cdn.sanity.io/images/3ugk85nk/production/2d0b896006ad463b49c28aaac14f31e00e32cfab-250x250.png",
    documentation_url:
      "https://docs.prefect.io/api-ref/prefect/blocks/kubernetes/#prefect.blocks.kubernetes.KubernetesClusterConfig",
    code_example:
      'Load a saved Kubernetes cluster config:\n```python\nfrom prefect.blocks.kubernetes import KubernetesClusterConfig\n\ncluster_config_block = KubernetesClusterConfig.load("BLOCK_NAME")\n```',
    capabilities: [],
    fields: {
      title: "KubernetesClusterConfig",
      description: "Stores configuration for interaction with Kubernetes clusters.\n\nSee `from_file` for creation.",
      type: "object",
      properties: {
        config: {
          title: "Config",
          description: "The entire contents of a kubectl config file.",
          type: "object",
        },
        context_name: {
          title: "Context Name",
          description: "The name of the kubectl context to use.",
          type: "string",
        },
      },
      required: ["config", "context_name"],
      block_type_slug: "kubernetes-cluster-config",
      secret_fields: [],
      block_schema_references: {},
    },
  },
  "database-credentials": {
    name: "Database Credentials",
    description:
      "Block used to manage authentication with a database. This block is part of the prefect-sqlalchemy collection. Install prefect-sqlalchemy with `pip install prefect-sqlalchemy` to use this block.",
    logo_url: "https://cdn.sanity.io/images/3ugk85nk/production/fb3f4debabcda1c5a3aeea4f5b3f94c28845e23e-250x250.png",
    documentation_url:
      "https://prefecthq.github.io/prefect-sqlalchemy/credentials/#prefect_sqlalchemy.credentials.DatabaseCredentials",
    code_example:
      'Load stored database credentials:\n```python\nfrom prefect_sqlalchemy import DatabaseCredentials\ndatabase_block = DatabaseCredentials.load("BLOCK_NAME")\n```',
    capabilities: [],
    fields: {
      title: "DatabaseCredentials",
      description: "Block used to manage authentication with a database.",
      type: "object",
      properties: {
        driver: {
          title: "Driver",
          description: "The driver name to use.",
          anyOf: [
            {
              $ref: "#/definitions/AsyncDriver",
            },
            {
              $ref: "#/definitions/SyncDriver",
            },
            {
              type: "string",
            },
          ],
        },
        username: {
          title: "Username",
          description: "The user name used to authenticate.",
          type: "string",
        },
        password: {
          title: "Password",
          description: "The password used to authenticate.",
          type: "string",
          writeOnly: true,
          format: "password",
        },
        database: {
          title: "Database",
          description: "The name of the database to use.",
          type: "string",
        },
        host: {
          title: "Host",
          description: "The host address of the database.",
          type: "string",
        },
        port: {
          title: "Port",
          description: "The port to connect to the database.",
          type: "string",
        },
        query: {
          title: "Query",
          description:
            "A dictionary of string keys to string values to be passed to the dialect and/or the DBAPI upon connect. To specify non-string parameters to a Python DBAPI directly, use connect_args.",
          type: "object",
          additionalProperties: {
            type: "string",
          },
        },
        url: {
          title: "Url",
          description:
            "Manually create and provide a URL to create the engine, this is useful for external dialects, e.g. Snowflake, because some of the params, such as 'warehouse', is not directly supported in the vanilla `sqlalchemy.engine.URL.create` method; do not provide this alongside with other URL params as it will raise a `ValueError`.",
          minLength: 1,
          maxLength: 65536,
          format: "uri",
          type: "string",
        },
        connect_args: {
          title: "Connect Args",
          description:
            "The options which will be passed directly to the DBAPI's connect() method as additional keyword arguments.",
          type: "object",
        },
      },
      block_type_slug: "database-credentials",
      secret_fields: ["password"],
      block_schema_references: {},
      definitions: {
        AsyncDriver: {
          title: "AsyncDriver",
          description:
            "Known dialects with their corresponding async drivers.\n\nAttributes:\n    POSTGRESQL_ASYNCPG (Enum): [postgresql+asyncpg](https://docs.sqlalchemy.org/en/14/dialects/postgresql.html#module-sqlalchemy.dialects.postgresql.asyncpg)\n\n    SQLITE_AIOSQLITE (Enum): [sqlite+aiosqlite](https://docs.sqlalchemy.org/en/14/dialects/sqlite.html#module-sqlalchemy.dialects.sqlite.aiosqlite)\n\n    MYSQL_ASYNCMY (Enum): [mysql+asyncmy](https://docs.sqlalchemy.org/en/14/dialects/mysql.html#module-sqlalchemy.dialects.mysql.asyncmy)\n    MYSQL_AIOMYSQL (Enum): [mysql+aiomysql](https://docs.sqlalchemy.org/en/14/dialects/mysql.html#module-sqlalchemy.dialects.mysql.aiomysql)",
          enum: ["postgresql+asyncpg", "sqlite+aiosqlite", "mysql+asyncmy", "mysql+aiomysql"],
        },
        SyncDriver: {
          title: "SyncDriver",
          description:
            "Known dialects with their corresponding sync drivers.\n\nAttributes:\n    POSTGRESQL_PSYCOPG2 (Enum): [postgresql+psycopg2](https://docs.sqlalchemy.org/en/14/dialects/postgresql.html#module-sqlalchemy.dialects.postgresql.psycopg2)\n    POSTGRESQL_PG8000 (Enum): [postgresql+pg8000](https://docs.sqlalchemy.org/en/14/dialects/postgresql.html#module-sqlalchemy.dialects.postgresql.pg8000)\n    POSTGRESQL_PSYCOPG2CFFI (Enum): [postgresql+psycopg2cffi](https://docs.sqlalchemy.org/en/14/dialects/postgresql.html#module-sqlalchemy.dialects.postgresql.psycopg2cffi)\n    POSTGRESQL_PYPOSTGRESQL (Enum): [postgresql+pypostgresql](https://docs.sqlalchemy.org/en/14/dialects/postgresql.html#module-sqlalchemy.dialects.postgresql.pypostgresql)\n    POSTGRESQL_PYGRESQL (Enum): [postgresql+pygresql](https://docs.sqlalchemy.org/en/14/dialects/postgresql.html#module-sqlalchemy.dialects.postgresql.pygresql)\n\n    MYSQL_MYSQLDB (Enum): [mysql+mysqldb](https://docs.sqlalchemy.org/en/14/dialects/mysql.html#module-sqlalchemy.dialects.mysql.mysqldb)\n    MYSQL_PYMYSQL (Enum): [mysql+pymysql](https://docs.sqlalchemy.org/en/14/dialects/mysql.html#module-sqlalchemy.dialects.mysql.pymysql)\n    MYSQL_MYSQLCONNECTOR (Enum): [mysql+mysqlconnector](https://docs.sqlalchemy.org/en/14/dialects/mysql.html#module-sqlalchemy.dialects.mysql.mysqlconnector)\n    MYSQL_CYMYSQL (Enum): [mysql+cymysql](https://docs.sqlalchemy.org/en/14/dialects/mysql.html#module-sqlalchemy.dialects.mysql.cymysql)\n    MYSQL_OURSQL (Enum): [mysql+oursql](https://docs.sqlalchemy.org/en/14/dialects/mysql.html#module-sqlalchemy.dialects.mysql.oursql)\n    MYSQL_PYODBC (Enum): [mysql+pyodbc](https://docs.sqlalchemy.org/en/14/dialects/mysql.html#module-sqlalchemy.dialects.mysql.pyodbc)\n\n    SQLITE_PYSQLITE (Enum): [sqlite+pysqlite](https://docs.sqlalchemy.org/en/14/dialects/sqlite.html#module-sqlalchemy.dialects.sqlite.pysqlite)\n    SQLITE_PYSQLCIPHER (Enum): [sqlite+pysqlcipher](https://docs.sqlalchemy.org/en/14/dialects/sqlite.html#module-sqlalchemy.dialects.sqlite.pysqlcipher)\n\n    ORACLE_CX_ORACLE (Enum): [oracle+cx_oracle](https://docs.sqlalchemy.org/en/14/dialects/oracle.html#module-sqlalchemy.dialects.oracle.cx_oracle)\n\n    MSSQL_PYODBC (Enum): [mssql+pyodbc](https://docs.sqlalchemy.org/en/14/dialects/mssql.html#module-sqlalchemy.dialects.mssql.pyodbc)\n    MSSQL_MXODBC (Enum): [mssql+mxodbc](https://docs.sqlalchemy.org/en/14/dialects/mssql.html#module-sqlalchemy.dialects.mssql.mxodbc)\n    MSSQL_PYMSSQL (Enum): [mssql+pymssql](https://docs.sqlalchemy.org/en/14/dialects/mssql.html#module-sqlalchemy.dialects.mssql.pymssql)",
          enum: [
            "postgresql+psycopg2",
            "postgresql+pg8000",
            "postgresql+psycopg2cffi",
            "postgresql+pypostgresql",
            "postgresql+pygresql",
            "mysql+mysqldb",
            "mysql+pymysql",
            "mysql+mysqlconnector",
            "mysql+cymysql",
            "mysql+oursql",
            "mysql+pyodbc",
            "sqlite+pysqlite",
            "sqlite+pysqlcipher",
            "oracle+cx_oracle",
            "mssql+pyodbc",
            "mssql+mxodbc",
            "mssql+pymssql",
          ],
        },
      },
    },
  },
} as const;
