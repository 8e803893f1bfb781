"""The bundled samples, invented projects written as git repositories.

Lodestead follows KubeVirt's process and lies here; Farwharf follows Kubernetes' and
lies in a package of its own. What both use is `calendar`, `changes`, `repository`,
`writer` and `stories`, which knows them both.
"""
