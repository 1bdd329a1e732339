/**
 * Senders that an inbound webhook knows: what event their requests become, unless another template is given, and how they
 * are known to be theirs. The templates are in the dialect of Jinja; they see `body`, `headers` (names in small letters),
 * `query`, `method`, `received` and `webhook`.
 */

/** What a request becomes. Every text is a template; one that is a single `{{ … }}` keeps the kind of its value. */
export interface WebhookTemplate {
  readonly event: string;
  readonly resource: Readonly<Record<string, string>>;
  /** Left out where its id comes out empty. */
  readonly related?: readonly Readonly<Record<string, string>>[];
  /** What the event carries (default: the body). */
  readonly payload?: unknown;
  /** When it occurred (default: when it came). */
  readonly occurred?: string;
}

export interface WebhookPreset {
  readonly description: string;
  /**
   * Who gives the secret by which requests are signed: `made`: it is made here and given to the sender; `theirs`: the
   * sender makes it, and nothing is let in before it is set; `none`: the secret address is all there is.
   */
  readonly secret: "made" | "theirs" | "none";
  readonly template: WebhookTemplate;
}

const RESOURCE = "prefect.resource.id";
const NAME = "prefect.resource.name";
const ROLE = "prefect.resource.role";

export const WEBHOOK_PRESETS = {
  plain: {
    description: "Any sender: whoever knows the address is let in.",
    secret: "none",
    template: {
      event: "webhook.received",
      resource: { [RESOURCE]: "weir.webhook.{{ webhook.id }}", [NAME]: "{{ webhook.name }}" },
    },
  },
  standard: {
    description: "Senders that sign by the Standard Webhooks specification.",
    secret: "made",
    template: {
      event: "{{ body.type or 'webhook.received' }}",
      resource: { [RESOURCE]: "weir.webhook.{{ webhook.id }}", [NAME]: "{{ webhook.name }}" },
    },
  },
  github: {
    description: "GitHub: repositories, organizations and apps.",
    secret: "made",
    template: {
      event: "github.{{ headers['x-github-event'] }}{% if body.action %}.{{ body.action }}{% endif %}",
      resource: {
        [RESOURCE]:
          "{% if body.repository %}github.repository.{{ body.repository.full_name }}{% else %}github.organization.{{ body.organization.login }}{% endif %}",
        [NAME]:
          "{% if body.repository %}{{ body.repository.full_name }}{% else %}{{ body.organization.login }}{% endif %}",
        "github.ref": "{{ body.ref }}",
      },
      related: [
        {
          [RESOURCE]: "{% if body.sender %}github.user.{{ body.sender.login }}{% endif %}",
          [NAME]: "{{ body.sender.login }}",
          [ROLE]: "sender",
        },
      ],
    },
  },
  gitlab: {
    description: "GitLab: projects and groups.",
    secret: "made",
    template: {
      event:
        "gitlab.{{ body.object_kind or body.event_name }}{% if body.object_attributes and body.object_attributes.action %}.{{ body.object_attributes.action }}{% endif %}",
      resource: {
        [RESOURCE]: "gitlab.project.{{ body.project.path_with_namespace or body.path_with_namespace }}",
        [NAME]: "{{ body.project.name or body.name }}",
        "gitlab.ref": "{{ body.ref }}",
      },
      related: [
        {
          [RESOURCE]:
            "{% if body.user_username %}gitlab.user.{{ body.user_username }}{% elif body.user %}gitlab.user.{{ body.user.username }}{% endif %}",
          [ROLE]: "sender",
        },
      ],
    },
  },
  stripe: {
    description: "Stripe: set the signing secret that Stripe shows for the address.",
    secret: "theirs",
    template: {
      event: "stripe.{{ body.type }}",
      resource: { [RESOURCE]: "stripe.{{ body.data.object.object }}.{{ body.data.object.id }}" },
      related: [{ [RESOURCE]: "{% if body.account %}stripe.account.{{ body.account }}{% endif %}", [ROLE]: "account" }],
    },
  },
  slack: {
    description: "Slack: events, commands and interactions; set the signing secret of the app.",
    secret: "theirs",
    template: {
      event:
        "slack.{% if body.event %}{{ body.event.type }}{% elif body.command %}command{% else %}{{ body.payload.type or body.type }}{% endif %}",
      resource: { [RESOURCE]: "slack.team.{{ body.team_id or body.payload.team.id }}" },
      related: [
        {
          [RESOURCE]:
            "{% if body.event and body.event.user is string %}slack.user.{{ body.event.user }}{% elif body.user_id %}slack.user.{{ body.user_id }}{% endif %}",
          [ROLE]: "user",
        },
        {
          [RESOURCE]:
            "{% if body.event and body.event.channel is string %}slack.channel.{{ body.event.channel }}{% elif body.channel_id %}slack.channel.{{ body.channel_id }}{% endif %}",
          [ROLE]: "channel",
        },
      ],
    },
  },
} as const satisfies Readonly<Record<string, WebhookPreset>>;

export type WebhookPresetName = keyof typeof WEBHOOK_PRESETS;
