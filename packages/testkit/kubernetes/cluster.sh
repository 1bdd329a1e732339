#!/bin/bash
# A real Kubernetes for `npm run test:kubernetes`: etcd, API server, controller manager, scheduler and kubelet in one binary
# that is built from Go modules (once; minutes), and containerd of Debian. On loopback, with data of its own; needs Linux, root.
#   cluster.sh build      fetch modules and build the binary, if it is not there
#   cluster.sh up|stop    start, stop (by process id)
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd); D=$WEIR_KUBE_DIR/run; BIN=$WEIR_KUBE_DIR/weirkube; mkdir -p "$D/pid" "$D/log"
P_ETCD=52379 P_ETCDP=52380 P_API=56443 P_KCM=50257 P_SCH=50259 P_KLT=50250 P_KLH=50248
step() { local n=$1 s; s=$(date +%s%N); shift; "$@"; printf '  %-26s %6d ms\n' "$n" $(( ($(date +%s%N) - s) / 1000000 )); }
alive() { [ -f "$D/pid/$1" ] && kill -0 "$(cat "$D/pid/$1")" 2>/dev/null; }
bg() { local n=$1; shift; alive "$n" && return; setsid "$@" >"$D/log/$n.log" 2>&1 & echo $! >"$D/pid/$n"; }
waitfor() { local n=$1; shift; for i in $(seq 1200); do "$@" >/dev/null 2>&1 && return; alive "$n" || { echo "$n died:"; tail -5 "$D/log/$n.log"; exit 1; }; sleep 0.1; done; echo "$n not ready in 120 s"; tail -5 "$D/log/$n.log"; exit 1; }
kc() { curl -fsS --cacert "$D/ca.crt" -H 'Authorization: Bearer weir-admin' "$@"; }

if [ "${1:-}" = stop ]; then
  for n in kubelet kube-scheduler kube-controller-manager kube-apiserver etcd; do alive $n && { kill "$(cat "$D/pid/$n")"; for i in $(seq 50); do alive $n || break; sleep 0.1; done; }; rm -f "$D/pid/$n"; done
  if alive containerd; then
    C="ctr -a $D/containerd.sock -n k8s.io"
    for t in $($C tasks ls -q 2>/dev/null); do $C tasks kill -s 9 "$t" >/dev/null 2>&1 || true; done; sleep 1
    for t in $($C tasks ls -q 2>/dev/null); do $C tasks rm -f "$t" >/dev/null 2>&1 || true; done
    for c in $($C containers ls -q 2>/dev/null); do $C containers rm "$c" >/dev/null 2>&1 || true; done
    kill "$(cat "$D/pid/containerd")"; rm -f "$D/pid/containerd"
  fi
  for m in $(awk -v d="$D/" 'index($2,d)==1{print $2}' /proc/mounts | sort -r); do umount "$m" 2>/dev/null || true; done
  ip link del weircni0 2>/dev/null || true; echo stopped; exit 0
fi
if [ "${1:-}" = build ]; then
  [ -x "$BIN" ] && exit 0; cd "$HERE"; export CGO_ENABLED=0
  step "go mod download" go mod download
  step "go build" go build -trimpath -ldflags "-s -w -X k8s.io/component-base/version.gitVersion=v1.36.3" -o "$BIN" .
  exit 0
fi

certs() { [ -s "$D/sa.key" ] && return; cd "$D"
  openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=weir-test-ca -keyout ca.key -out ca.crt 2>/dev/null
  openssl req -newkey rsa:2048 -nodes -subj /CN=kube-apiserver -keyout api.key -out api.csr 2>/dev/null
  printf 'subjectAltName=DNS:localhost,DNS:kubernetes.default.svc,IP:127.0.0.1,IP:10.0.0.1,IP:10.244.0.1\n' >san
  openssl x509 -req -in api.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 3650 -extfile san -out api.crt 2>/dev/null
  openssl genrsa -out sa.key 2048 2>/dev/null
  echo 'weir-admin,admin,admin,"system:masters"' >tokens.csv
  cat >kubeconfig <<K
apiVersion: v1
kind: Config
clusters: [{name: weir, cluster: {server: "https://127.0.0.1:$P_API", certificate-authority: "$D/ca.crt"}}]
users: [{name: admin, user: {token: weir-admin}}]
contexts: [{name: weir, context: {cluster: weir, user: admin}}]
current-context: weir
K
}
etcd() { bg etcd "$BIN" etcd --data-dir "$D/etcd" --listen-client-urls http://127.0.0.1:$P_ETCD --advertise-client-urls http://127.0.0.1:$P_ETCD --listen-peer-urls http://127.0.0.1:$P_ETCDP --initial-advertise-peer-urls http://127.0.0.1:$P_ETCDP --initial-cluster default=http://127.0.0.1:$P_ETCDP --unsafe-no-fsync --log-level warn
  waitfor etcd curl -fsS http://127.0.0.1:$P_ETCD/health; }
api() { bg kube-apiserver "$BIN" kube-apiserver --etcd-servers http://127.0.0.1:$P_ETCD --bind-address 127.0.0.1 --secure-port $P_API --tls-cert-file "$D/api.crt" --tls-private-key-file "$D/api.key" \
    --service-account-key-file "$D/sa.key" --service-account-signing-key-file "$D/sa.key" --service-account-issuer https://kubernetes.default.svc --token-auth-file "$D/tokens.csv" --authorization-mode RBAC \
    --service-cluster-ip-range 10.0.0.0/24 --endpoint-reconciler-type none --kubelet-preferred-address-types Hostname --allow-privileged
  waitfor kube-apiserver kc https://127.0.0.1:$P_API/readyz; }
kcm() { bg kube-controller-manager "$BIN" kube-controller-manager --kubeconfig "$D/kubeconfig" --service-account-private-key-file "$D/sa.key" --root-ca-file "$D/ca.crt" --leader-elect=false --bind-address 127.0.0.1 --secure-port $P_KCM --authorization-always-allow-paths=/healthz
  waitfor kube-controller-manager kc https://127.0.0.1:$P_API/api/v1/namespaces/default/serviceaccounts/default; }
sch() { bg kube-scheduler "$BIN" kube-scheduler --kubeconfig "$D/kubeconfig" --leader-elect=false --bind-address 127.0.0.1 --secure-port $P_SCH
  waitfor kube-scheduler curl -fsSk https://127.0.0.1:$P_SCH/healthz; }
nodeapt() { command -v containerd >/dev/null && [ -x /usr/lib/cni/bridge ] && return; apt-get -o DPkg::Lock::Timeout=300 update -qq; DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends containerd runc containernetworking-plugins busybox-static iptables >"$D/log/apt.log" 2>&1; }
ctrd() { mkdir -p "$D/cni"
  cat >"$D/cni/10-weir.conflist" <<C
{"cniVersion":"0.4.0","name":"weir","plugins":[{"type":"bridge","bridge":"weircni0","isGateway":true,"ipMasq":false,"ipam":{"type":"host-local","dataDir":"$D/cni-ipam","ranges":[[{"subnet":"10.244.0.0/24"}]],"routes":[{"dst":"0.0.0.0/0"}]}}]}
C
  # restrict_oom_score_adj: root lacks CAP_SYS_RESOURCE here, a negative oom score cannot be set.
  cat >"$D/containerd.toml" <<C
version = 2
root = "$D/ctrd-root"
state = "$D/ctrd-state"
[grpc]
  address = "$D/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "docker.io/weir-test/pause:1"
  restrict_oom_score_adj = true
  disable_apparmor = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$D/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
    default_runtime_name = "runc"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
C
  bg containerd containerd -c "$D/containerd.toml"; waitfor containerd ctr -a "$D/containerd.sock" version; }
img() { local C="ctr -a $D/containerd.sock -n k8s.io"; $C images ls -q 2>/dev/null | grep -q weir-test/node:24 && return
  python3 "$HERE/image.py" "$D/images.tar" >"$D/log/images.log"; $C images import "$D/images.tar" >>"$D/log/images.log" 2>&1; rm -f "$D/images.tar"; }
klt() { cat >"$D/kubelet.yaml" <<K
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: 127.0.0.1
port: $P_KLT
healthzPort: $P_KLH
authentication: {anonymous: {enabled: true}, webhook: {enabled: false}}
authorization: {mode: AlwaysAllow}
containerRuntimeEndpoint: unix://$D/containerd.sock
failCgroupV1: false
cgroupDriver: cgroupfs
cgroupsPerQOS: false
enforceNodeAllocatable: []
failSwapOn: false
makeIPTablesUtilChains: false
maxOpenFiles: 20000
oomScoreAdj: 0
localStorageCapacityIsolation: false
imageGCHighThresholdPercent: 100
imageGCLowThresholdPercent: 99
evictionHard: {memory.available: 100Mi, nodefs.available: 1%, imagefs.available: 1%}
volumePluginDir: $D/volplugins
podLogsDir: $D/podlogs
K
  mkdir -p "$D/podlogs"
  # kubelet sets vm.overcommit_memory, kernel.panic and kernel.panic_on_oops for the whole machine: put them back once it is up
  local SY; SY=$(for k in vm.overcommit_memory kernel.panic kernel.panic_on_oops; do echo "$k=$(sysctl -n $k)"; done)
  trap 'sysctl -q -w '"$(echo $SY)"'' EXIT
  bg kubelet "$BIN" kubelet --config "$D/kubelet.yaml" --kubeconfig "$D/kubeconfig" --root-dir "$D/kubelet" --cert-dir "$D/kubelet-pki" --hostname-override localhost
  waitfor kubelet bash -c "curl -fsS --cacert $D/ca.crt -H 'Authorization: Bearer weir-admin' https://127.0.0.1:$P_API/api/v1/nodes/localhost | tr -d ' \n' | grep -q '\"type\":\"Ready\",\"status\":\"True\"\|\"status\":\"True\",[^}]*\"reason\":\"KubeletReady\"'"; }
step "certs" certs; step "etcd ready" etcd; step "kube-apiserver ready" api; step "controller-manager ready" kcm; step "scheduler ready" sch
step "apt (containerd, cni)" nodeapt; step "containerd ready" ctrd; step "images imported" img; step "kubelet + node Ready" klt
echo "KUBECONFIG=$D/kubeconfig"
