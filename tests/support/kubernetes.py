"""JSON schemas of the Kubernetes objects that docs/kubernetes uses, as far as it does.

Written down from Kubernetes' API reference (v1.31) and closed: a field that is not
named here is refused, so a slip of the pen is found. Whoever needs another adds it.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string", "minLength": 1}
NAME: Schema = {
    "type": "string",
    "pattern": "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$",
}
NUMBER: Schema = {"type": "integer", "minimum": 0}
PORT: Schema = {"type": "integer", "minimum": 1, "maximum": 65535}
FLAG: Schema = {"type": "boolean"}
QUANTITY: Schema = {"type": "string", "pattern": "^[0-9]+(m|Mi|Gi)?$"}
NAMED_PORT: Schema = {"anyOf": [PORT, NAME]}
LABELS: Schema = {
    "type": "object",
    "propertyNames": {"pattern": r"^([a-z0-9.-]+/)?[A-Za-z0-9][A-Za-z0-9._-]*$"},
    "additionalProperties": {"type": "string", "pattern": "^[A-Za-z0-9._-]{0,63}$"},
}
PROTOCOL: Schema = {"enum": ["TCP", "UDP"]}


def of(required: Schema | None = None, /, **optional: Schema) -> Schema:
    """An object of these fields and no other."""
    needed = required or {}
    return {
        "type": "object",
        "properties": {**needed, **optional},
        "required": list(needed),
        "additionalProperties": False,
    }


def many(one: Schema) -> Schema:
    """A list of at least one."""
    return {"type": "array", "items": one, "minItems": 1}


SELECTOR = of({"matchLabels": LABELS})
META = of(
    {"name": NAME},
    labels=LABELS,
    annotations={"type": "object", "additionalProperties": {"type": "string"}},
)
EXEC = of({"command": many(TEXT)})
HTTP_GET = of(
    {"path": {"type": "string", "pattern": "^/"}, "port": NAMED_PORT},
    httpHeaders=many(of({"name": TEXT, "value": TEXT})),
)
PROBE: Schema = {
    **of(
        exec=EXEC,
        httpGet=HTTP_GET,
        periodSeconds=NUMBER,
        timeoutSeconds=NUMBER,
        failureThreshold=NUMBER,
    ),
    "oneOf": [{"required": ["exec"]}, {"required": ["httpGet"]}],
}
RESOURCES = of(
    {"requests": of({"cpu": QUANTITY, "memory": QUANTITY})},
    limits=of(cpu=QUANTITY, memory=QUANTITY),
)
CONTAINER_SECURITY = of(
    allowPrivilegeEscalation=FLAG,
    readOnlyRootFilesystem=FLAG,
    capabilities=of({"drop": many(TEXT)}),
)
CONTAINER = of(
    {"name": NAME, "image": TEXT, "command": many(TEXT), "resources": RESOURCES},
    envFrom=many(of({"configMapRef": of({"name": NAME})})),
    ports=many(of({"containerPort": PORT}, name=NAME, protocol=PROTOCOL)),
    startupProbe=PROBE,
    readinessProbe=PROBE,
    livenessProbe=PROBE,
    lifecycle=of(preStop=of({"exec": EXEC})),
    securityContext=CONTAINER_SECURITY,
    volumeMounts=many(of({"name": NAME, "mountPath": TEXT}, readOnly=FLAG)),
)
VOLUME: Schema = {
    **of(
        {"name": NAME},
        emptyDir=of(sizeLimit=QUANTITY),
        secret=of({"secretName": NAME}, defaultMode=NUMBER),
    ),
    "oneOf": [{"required": ["emptyDir"]}, {"required": ["secret"]}],
}
POD = of(
    {"containers": many(CONTAINER)},
    initContainers=many(CONTAINER),
    serviceAccountName=NAME,
    automountServiceAccountToken=FLAG,
    enableServiceLinks=FLAG,
    restartPolicy={"enum": ["Always", "OnFailure", "Never"]},
    terminationGracePeriodSeconds=NUMBER,
    securityContext=of(
        runAsNonRoot=FLAG,
        runAsUser=NUMBER,
        runAsGroup=NUMBER,
        fsGroup=NUMBER,
        seccompProfile=of({"type": {"enum": ["RuntimeDefault", "Localhost"]}}),
    ),
    topologySpreadConstraints=many(
        of(
            {
                "maxSkew": NUMBER,
                "topologyKey": TEXT,
                "whenUnsatisfiable": {"enum": ["ScheduleAnyway", "DoNotSchedule"]},
            },
            labelSelector=SELECTOR,
        )
    ),
    volumes=many(VOLUME),
)
TEMPLATE = of({"metadata": of({"labels": LABELS}), "spec": POD})
STRATEGY = of(
    {"type": {"enum": ["RollingUpdate", "Recreate"]}},
    rollingUpdate=of(maxUnavailable=NUMBER, maxSurge=NUMBER),
)
_PORTS = many(of({"port": NAMED_PORT, "protocol": PROTOCOL}))
_PEERS = many(of({"namespaceSelector": SELECTOR}))


def _kind(version: str, kind: str, /, **fields: Schema) -> Schema:
    told = {"apiVersion": {"const": version}, "kind": {"const": kind}}
    return of({**told, "metadata": META, **fields})


KINDS: dict[str, Schema] = {
    "Namespace": _kind("v1", "Namespace"),
    "ServiceAccount": _kind("v1", "ServiceAccount", automountServiceAccountToken=FLAG),
    "ConfigMap": _kind(
        "v1",
        "ConfigMap",
        data={
            "type": "object",
            "propertyNames": {"pattern": "^[-._a-zA-Z0-9]+$"},
            "additionalProperties": {"type": "string"},
        },
    ),
    "Deployment": _kind(
        "apps/v1",
        "Deployment",
        spec=of(
            {"selector": SELECTOR, "template": TEMPLATE},
            replicas=NUMBER,
            strategy=STRATEGY,
        ),
    ),
    "Job": _kind(
        "batch/v1",
        "Job",
        spec=of(
            {"template": TEMPLATE}, backoffLimit=NUMBER, ttlSecondsAfterFinished=NUMBER
        ),
    ),
    "Service": _kind(
        "v1",
        "Service",
        spec=of(
            {
                "selector": LABELS,
                "ports": many(
                    of(
                        {"port": PORT},
                        name=NAME,
                        targetPort=NAMED_PORT,
                        protocol=PROTOCOL,
                    )
                ),
            }
        ),
    ),
    "PodDisruptionBudget": _kind(
        "policy/v1",
        "PodDisruptionBudget",
        spec=of({"selector": SELECTOR}, minAvailable=NUMBER, maxUnavailable=NUMBER),
    ),
    "Ingress": _kind(
        "networking.k8s.io/v1",
        "Ingress",
        spec=of(
            {
                "rules": many(
                    of(
                        {
                            "host": TEXT,
                            "http": of(
                                {
                                    "paths": many(
                                        of(
                                            {
                                                "path": TEXT,
                                                "pathType": {
                                                    "enum": ["Prefix", "Exact"]
                                                },
                                                "backend": of(
                                                    {
                                                        "service": of(
                                                            {
                                                                "name": NAME,
                                                                "port": of(
                                                                    name=NAME,
                                                                    number=PORT,
                                                                ),
                                                            }
                                                        )
                                                    }
                                                ),
                                            }
                                        )
                                    )
                                }
                            ),
                        }
                    )
                )
            },
            ingressClassName=NAME,
            tls=many(of({"hosts": many(TEXT), "secretName": NAME})),
        ),
    ),
    "NetworkPolicy": _kind(
        "networking.k8s.io/v1",
        "NetworkPolicy",
        spec=of(
            {
                "podSelector": SELECTOR,
                "policyTypes": many({"enum": ["Ingress", "Egress"]}),
            },
            ingress=many(of(ports=_PORTS, **{"from": _PEERS})),
            egress=many(of(ports=_PORTS, to=_PEERS)),
        ),
    ),
}
KUSTOMIZATION = of(
    {
        "apiVersion": {"const": "kustomize.config.k8s.io/v1beta1"},
        "kind": {"const": "Kustomization"},
        "resources": many(TEXT),
    },
    namespace=NAME,
    labels=many(of({"pairs": LABELS}, includeSelectors=FLAG)),
    images=many(of({"name": TEXT}, newName=TEXT, newTag=TEXT, digest=TEXT)),
)
