import type { BlockDocument } from "@weir/contract";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { type ReactElement, useState } from "react";
import { api } from "../../data/api.ts";
import { blockFields } from "../../data/block-form.ts";
import { blockKeys, blockQuery } from "../../data/blocks.ts";
import { useLiveTopics } from "../../data/live/use-live.ts";
import { Absent, Detail } from "../../ui/detail.tsx";
import { useTitle } from "../../ui/title.ts";
import { toast } from "../../ui/toast.ts";
import { BlockForm } from "./block-form.tsx";
import { TypeLogo } from "./type-logo.tsx";

const route = getRouteApi("/blocks/$id/edit");

export function EditPage(): ReactElement {
  const { id } = route.useParams();
  const { data, error, refetch } = useQuery(blockQuery(id));
  useLiveTopics(["events"]);
  useTitle(data?.name ? `Change ${data.name}` : undefined);
  if (!data)
    return (
      <Absent title="There is no such block" to="/blocks" all="All blocks" error={error} retry={() => void refetch()} />
    );
  return <Change key={data.id} block={data} />;
}

function Change({ block }: { readonly block: BlockDocument }): ReactElement {
  const { id, name } = block;
  // As it was when the page was opened: only what was changed since is sent.
  const [fields] = useState(() => blockFields(block.block_schema?.fields ?? {}, block));
  const client = useQueryClient();
  const navigate = useNavigate();
  const back = (): Promise<void> => navigate({ to: "/blocks/$id", params: { id } });
  return (
    <Detail
      title={`Change ${name}`}
      beside={<TypeLogo type={block.block_type} className="order-first size-7 rounded-lg" />}
      story={`A ${block.block_type?.name}. Secrets that are stored are not shown, and stay unless you type new ones.`}
    >
      <BlockForm
        fields={fields}
        self={id}
        label="Save"
        onCancel={() => void back()}
        send={async (data) => {
          if (Object.keys(data).length > 0) {
            await api.blockDocuments.update({ id }, { data: { ...data }, merge_existing_data: true });
            toast(`${name} is changed.`);
            await client.invalidateQueries({ queryKey: blockKeys.all });
          }
          await back();
        }}
      />
    </Detail>
  );
}
