"""A program as it runs under Pulumi's mocks: what has to stand before it."""

BEFORE = """
import asyncio
import pulumi
class Mocks(pulumi.runtime.Mocks):
    def new_resource(self, args): return [args.name, args.inputs]
    def call(self, args): return {}
asyncio.set_event_loop(asyncio.new_event_loop())
pulumi.runtime.set_mocks(Mocks(), project="project")
"""
