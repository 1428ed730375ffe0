"""`pulumi-resource-trunkline`: the resources for programs in any language that Pulumi has.

The engine starts it as a process and calls it by gRPC. It answers by the same `LogicProvider` as the dynamic providers
of Python programs, so both refuse, move and keep the same things.
"""
