"""The manifests for Kubernetes: objects as it takes them, and settings that exist."""

from __future__ import annotations

import copy
import functools
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from django.core.management import get_commands
from django.urls import resolve

from tests.support import kubernetes
from tracker.embedded.paths import project

FOLDER = project() / "docs" / "kubernetes"
COMPOSE = yaml.safe_load((project() / "docker-compose.yml").read_text(encoding="utf-8"))
VARIABLES = set(
    re.findall(
        r"^([A-Z_]+)=",
        (project() / ".env.example").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
)
KUSTOMIZATION = yaml.safe_load((FOLDER / "kustomization.yaml").read_text("utf-8"))
OBJECTS: list[dict[str, Any]] = [
    one
    for path in sorted(FOLDER.glob("*.yaml"))
    if path.name != "kustomization.yaml"
    for one in yaml.safe_load_all(path.read_text(encoding="utf-8"))
]


def name_of(one: dict[str, Any]) -> str:
    return f"{one['kind']}-{one['metadata']['name']}"


def of_kind(*kinds: str) -> list[dict[str, Any]]:
    found = [one for one in OBJECTS if one["kind"] in kinds]
    assert found
    return found


WORKLOADS = of_kind("Deployment", "Job")
[CONFIG] = of_kind("ConfigMap")


def template(one: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = one["spec"]["template"]
    return found


def containers(one: dict[str, Any]) -> list[dict[str, Any]]:
    pod = template(one)["spec"]
    return [*pod.get("initContainers", ()), *pod["containers"]]


@functools.cache
def validator(kind: str) -> jsonschema.Draft202012Validator:
    schema = kubernetes.KINDS[kind]
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


each_object = pytest.mark.parametrize("one", OBJECTS, ids=name_of)
each_workload = pytest.mark.parametrize("one", WORKLOADS, ids=name_of)


@each_object
def test_object_is_as_kubernetes_takes_it(one):
    assert [error.message for error in validator(one["kind"]).iter_errors(one)] == []


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where objects with fixed fields are, however deep."""
    free = {"labels", "matchLabels", "data", "annotations", "selector"}
    if isinstance(value, dict):
        if not (way and way[-1] in free):
            yield way
        for key, inner in value.items():
            yield from places(inner, (*way, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from places(inner, (*way, index))


@each_object
def test_unknown_field_is_refused_wherever_it_stands(one):
    for way in places(one):
        wrong = copy.deepcopy(one)
        inner = wrong
        for step in way:
            inner = inner[step]
        inner["misspelt"] = "x"
        assert not validator(one["kind"]).is_valid(wrong), way


def test_kustomization_lists_every_file_once():
    jsonschema.validate(KUSTOMIZATION, kubernetes.KUSTOMIZATION)
    others = {path.name for path in FOLDER.iterdir()} - {"kustomization.yaml"}

    assert sorted(KUSTOMIZATION["resources"]) == sorted(others)


def test_there_is_what_an_installation_needs():
    assert sorted(map(name_of, OBJECTS)) == [
        "ConfigMap-tracker",
        "Deployment-tracker-beat",
        "Deployment-tracker-web",
        "Deployment-tracker-worker",
        "Ingress-tracker",
        "Job-tracker-migrate",
        "Namespace-tracker",
        "NetworkPolicy-tracker",
        "NetworkPolicy-tracker-web",
        "PodDisruptionBudget-tracker-web",
        "PodDisruptionBudget-tracker-worker",
        "Service-tracker-web",
        "ServiceAccount-tracker",
    ]


@each_workload
def test_pod_may_do_next_to_nothing(one):
    pod = template(one)["spec"]

    assert pod["automountServiceAccountToken"] is False
    user = int(COMPOSE["services"]["web"]["user"].split(":")[0])
    assert pod["securityContext"] == {
        "runAsNonRoot": True,
        "runAsUser": user,
        "runAsGroup": user,
        "fsGroup": user,
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    for container in containers(one):
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }


@each_workload
def test_container_says_what_it_needs_and_writes_to_volumes_only(one):
    volumes = {volume["name"]: volume for volume in template(one)["spec"]["volumes"]}
    for container in containers(one):
        assert set(container["resources"]["requests"]) == {"cpu", "memory"}
        assert "memory" in container["resources"]["limits"]
        mounts = {mount["name"]: mount for mount in container["volumeMounts"]}
        assert set(mounts) <= set(volumes)
        assert mounts["tmp"]["mountPath"] == "/tmp"
        for name, volume in volumes.items():
            assert "secret" not in volume or mounts[name]["readOnly"] is True
            assert "emptyDir" not in volume or "sizeLimit" in volume["emptyDir"]


@each_workload
def test_image_is_the_one_that_the_kustomization_names(one):
    [image] = KUSTOMIZATION["images"]

    assert {container["image"] for container in containers(one)} == {image["name"]}


@each_workload
def test_variables_come_from_the_one_place_for_them(one):
    for container in containers(one):
        assert container["envFrom"] == [
            {"configMapRef": {"name": CONFIG["metadata"]["name"]}}
        ]


@pytest.mark.parametrize("name", CONFIG["data"])
def test_variable_exists(name: str):
    assert name in VARIABLES or name.removesuffix("_FILE") in VARIABLES


def test_configuration_holds_no_secret_and_names_where_they_lie():
    secret = re.compile("SECRET|PASSWORD|TOKEN|KEY|_URL")
    named = {name for name in CONFIG["data"] if secret.search(name)}

    assert named == {"SECRET_KEY_FILE", "DATABASE_URL_FILE", "REDIS_URL_FILE"}
    for name in named:
        assert CONFIG["data"][name].startswith("/run/secrets/tracker/")
    text = (FOLDER / "config.yaml").read_text(encoding="utf-8")
    files = {Path(CONFIG["data"][name]).name for name in named}
    assert set(re.findall(r"--from-file=(\w+)", text)) == files


@each_workload
def test_secrets_are_mounted_where_the_configuration_says(one):
    for container in containers(one):
        [mount] = [m for m in container["volumeMounts"] if m["name"] == "secrets"]
        for name, value in CONFIG["data"].items():
            if name.endswith("_FILE"):
                assert str(Path(value).parent) == mount["mountPath"]


def modules_and_commands(words: list[str]) -> tuple[set[str], set[str]]:
    """Modules that a command line names, and commands of manage.py."""
    if words[:2] == ["python", "manage.py"]:
        return set(), {words[2]}
    if words[:2] == ["python", "-m"]:
        return {words[2]}, set()
    if words[0] == "celery":
        assert words[1] == "-A"
        return {words[2]}, set()
    if words[0] == "uvicorn":
        return {words[1].partition(":")[0]}, set()
    return set(), set()


@each_workload
def test_commands_exist(one):
    lines = [container["command"] for container in containers(one)]
    for container in containers(one):
        for name in ("startupProbe", "readinessProbe", "livenessProbe"):
            probe = container.get(name, {})
            lines += [probe["exec"]["command"]] if "exec" in probe else []
    found = [modules_and_commands(line) for line in lines]
    modules = set().union(*(modules for modules, _ in found))
    commands = set().union(*(commands for _, commands in found))

    assert modules or commands
    assert [name for name in modules if importlib.util.find_spec(name) is None] == []
    assert commands - set(get_commands()) == set()


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_what_runs_is_what_compose_runs(name: str):
    [one] = [o for o in WORKLOADS if o["metadata"]["name"] == f"tracker-{name}"]
    [container] = template(one)["spec"]["containers"]
    words = " ".join(container["command"]).replace("=", " ").split()
    known = COMPOSE["services"][name]["command"].split()

    # Compose runs several processes in one container, Kubernetes several containers.
    if name == "web":
        known = [w for w in known if w not in ("--workers", "2")]
    assert words == known


def test_worker_and_beat_are_looked_after_by_their_own_sign_of_life():
    for name in ("worker", "beat"):
        [one] = [o for o in WORKLOADS if o["metadata"]["name"] == f"tracker-{name}"]
        [container] = template(one)["spec"]["containers"]
        wanted = ["python", "-m", "tracker.heartbeat", name]
        assert container["livenessProbe"]["exec"]["command"] == wanted
        assert container["startupProbe"]["exec"]["command"] == wanted
        mounts = {m["name"]: m["mountPath"] for m in container["volumeMounts"]}
        # Where the image keeps what it writes: signs of life, mirrors.
        text = (project() / "Dockerfile").read_text(encoding="utf-8")
        assert f"TRACKER_HOME={mounts['home']}" in text


def test_web_is_asked_at_an_address_that_needs_neither_database_nor_proxy(client):
    [one] = [o for o in WORKLOADS if o["metadata"]["name"] == "tracker-web"]
    [container] = template(one)["spec"]["containers"]
    hosts = CONFIG["data"]["TRACKER_HOSTS"].split(",")
    for name in ("startupProbe", "readinessProbe", "livenessProbe"):
        asked = container[name]["httpGet"]
        assert resolve(asked["path"]).view_name == "healthz"
        assert asked["httpHeaders"] == [{"name": "Host", "value": hosts[0]}]
        assert asked["port"] in [port["name"] for port in container["ports"]]
        assert client.get(asked["path"]).status_code == 200


def selects(selector: dict[str, str], labels: dict[str, str]) -> bool:
    return selector.items() <= labels.items()


@pytest.mark.parametrize(
    "one", of_kind("Deployment", "PodDisruptionBudget", "NetworkPolicy"), ids=name_of
)
def test_selector_finds_its_pods(one):
    spec = one["spec"]
    selector = spec.get("selector", spec.get("podSelector"))["matchLabels"]
    found = [
        other["metadata"]["name"]
        for other in WORKLOADS
        if selects(selector, template(other)["metadata"]["labels"])
    ]

    name = one["metadata"]["name"]
    everybody = [other["metadata"]["name"] for other in WORKLOADS]
    assert found == (everybody if name == "tracker" else [name])


def test_service_and_ingress_lead_to_web():
    [service] = of_kind("Service")
    [ingress] = of_kind("Ingress")
    [web] = [o for o in WORKLOADS if o["metadata"]["name"] == "tracker-web"]
    [port] = service["spec"]["ports"]
    [rule] = ingress["spec"]["rules"]
    [path] = rule["http"]["paths"]

    assert selects(service["spec"]["selector"], template(web)["metadata"]["labels"])
    [container] = template(web)["spec"]["containers"]
    assert port["targetPort"] in [one["name"] for one in container["ports"]]
    assert path["backend"]["service"] == {
        "name": service["metadata"]["name"],
        "port": {"name": port["name"]},
    }
    assert rule["host"] in CONFIG["data"]["TRACKER_HOSTS"].split(",")
    assert ingress["spec"]["tls"][0]["hosts"] == [rule["host"]]


def test_pods_begin_when_the_database_is_migrated():
    for one in of_kind("Deployment"):
        [first] = template(one)["spec"]["initContainers"]
        assert first["command"] == ["python", "manage.py", "migrate", "--check"]


def test_one_beat_is_there_and_two_of_the_others():
    replicas = {
        one["metadata"]["name"]: one["spec"]["replicas"]
        for one in of_kind("Deployment")
    }

    assert replicas == {"tracker-web": 2, "tracker-worker": 2, "tracker-beat": 1}
