// A program without the domain name, and without an engine: it prints why it stops.
package main

import (
	"fmt"

	"example.com/pulumi-trunkline/sdk/go/trunkline"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

type engine struct{}

func (engine) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	return args.Name, args.Inputs, nil
}

func (engine) Call(pulumi.MockCallArgs) (resource.PropertyMap, error) {
	return nil, nil
}

func main() {
	fmt.Println(pulumi.RunErr(func(ctx *pulumi.Context) error {
		_, err := trunkline.NewSipTrunk(ctx, "twilio", &trunkline.SipTrunkArgs{})
		return err
	}, pulumi.WithMocks("project", "stack", engine{})))
}
