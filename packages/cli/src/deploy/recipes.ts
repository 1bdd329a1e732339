/** What `weir init` writes. Pure. */
export const RECIPES = ["process", "git", "docker", "kubernetes"] as const;

type Recipe = (typeof RECIPES)[number];

const PULL: Readonly<Record<Recipe, string>> = {
  process: "",
  git: `
pull:
  - prefect.deployments.steps.git_clone:
      repository: https://example.com/you/project.git
      branch: main
      # access_token: "{{ prefect.blocks.secret.repository-token }}"
`,
  docker: `
# The image has the code in this folder.
pull:
  - prefect.deployments.steps.set_working_directory:
      directory: /opt/flows
`,
  kubernetes: `
# The image has the code in this folder.
pull:
  - prefect.deployments.steps.set_working_directory:
      directory: /opt/flows
`,
};

const JOB: Readonly<Record<Recipe, string>> = {
  process: "",
  git: "",
  docker: `
      job_variables:
        image: example.com/you/project:latest`,
  kubernetes: `
      job_variables:
        image: example.com/you/project:latest
        namespace: default`,
};

export const recipeText = (recipe: Recipe, name: string): string => `# What \`weir deploy\` puts on the server.
name: ${JSON.stringify(name)}
${PULL[recipe]}
deployments:
  - name: main
    entrypoint: flow.ts:main # file and export; flow.py:main for Python
    work_pool:
      name: ${recipe === "git" ? "process" : recipe}${JOB[recipe]}
    # schedules:
    #   - cron: "0 2 * * *"
    #     timezone: Europe/Berlin

# What is different where: \`weir deploy --env prod\`.
environments:
  dev: {}
  prod:
    parameters: {}
`;
