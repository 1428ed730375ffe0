"""`pulumi-resource-trunkline`, of the environment in this folder."""

from trunkline.plugin.launch import main

main()
