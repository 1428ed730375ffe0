"""`python -m trunkline.plugin`: the same as `pulumi-resource-trunkline`."""

from .launch import main

main()
