// One trunk from its first list to its last delete, by Twilio's SDK for Go; what it saw goes to stdout as JSON.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/twilio/twilio-go"
	"github.com/twilio/twilio-go/client"
	api "github.com/twilio/twilio-go/rest/api/v2010"
	trunking "github.com/twilio/twilio-go/rest/trunking/v1"
)

// Sends what is meant for Twilio to the emulator.
type emulator struct{ url *url.URL }

func (e emulator) RoundTrip(request *http.Request) (*http.Response, error) {
	moved := request.Clone(request.Context())
	moved.URL.Scheme, moved.URL.Host = e.url.Scheme, e.url.Host
	return http.DefaultTransport.RoundTrip(moved)
}

type object = map[string]any

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func done(err error) {
	if err != nil {
		panic(err)
	}
}

func refusal[T any](_ T, err error) any {
	return code(err)
}

func code(err error) any {
	var refused *client.TwilioRestError
	if errors.As(err, &refused) {
		return []int{refused.Status, refused.Code}
	}
	return fmt.Sprint(err)
}

func value[T any](pointer *T) any {
	if pointer == nil {
		return nil
	}
	return *pointer
}

func isDate(text string) bool {
	date, err := time.Parse(time.RFC1123Z, text)
	return err == nil && date.Year() > 2020
}

func main() {
	account := os.Getenv("TWILIO_ACCOUNT_SID")
	base := &client.Client{
		Credentials: client.NewCredentials(account, os.Getenv("TWILIO_AUTH_TOKEN")),
		HTTPClient:  &http.Client{Transport: emulator{must(url.Parse(os.Getenv("TWILIO_URL")))}},
	}
	base.SetAccountSid(account)
	rest := twilio.NewRestClientWithParams(twilio.ClientParams{Client: base})
	sip, trunks, seen := rest.Api, rest.TrunkingV1, object{}

	list := must(sip.CreateSipCredentialList((&api.CreateSipCredentialListParams{}).SetFriendlyName("grable")))
	login := func(username, password string) *api.CreateSipCredentialParams {
		return (&api.CreateSipCredentialParams{}).SetUsername(username).SetPassword(password)
	}
	credential := must(sip.CreateSipCredential(*list.Sid, login("grable", "Correct1Horse2Battery")))
	must(sip.UpdateSipCredential(*list.Sid, *credential.Sid,
		(&api.UpdateSipCredentialParams{}).SetPassword("Staple3Correct4Horse")))
	seen["username"] = *credential.Username
	seen["weakPassword"] = refusal(sip.CreateSipCredential(*list.Sid, login("other", "weak")))

	acl := must(sip.CreateSipIpAccessControlList(
		(&api.CreateSipIpAccessControlListParams{}).SetFriendlyName("asterisk")))
	address := must(sip.CreateSipIpAddress(*acl.Sid,
		(&api.CreateSipIpAddressParams{}).SetFriendlyName("pbx").SetIpAddress("206.189.160.179")))
	moved := must(sip.UpdateSipIpAddress(*acl.Sid, *address.Sid,
		(&api.UpdateSipIpAddressParams{}).SetIpAddress("206.189.160.180").SetCidrPrefixLength(30)))
	seen["address"] = []string{
		fmt.Sprintf("%s/%d", *address.IpAddress, address.CidrPrefixLength),
		fmt.Sprintf("%s/%d", *moved.IpAddress, moved.CidrPrefixLength),
	}

	made := must(trunks.CreateTrunk((&trunking.CreateTrunkParams{}).
		SetFriendlyName("grable").
		SetDomainName("grable.pstn.twilio.com").
		SetDisasterRecoveryUrl("https://example.com/recovery").
		SetSecure(true).
		SetTransferMode("sip-only")))
	trunk := *made.Sid
	seen["trunk"] = object{
		"domainName": *made.DomainName, "secure": *made.Secure,
		"authTypeSet": *made.AuthTypeSet, "recording": *made.Recording,
	}
	seen["datesAreDates"] = made.DateCreated.Year() > 2020 && isDate(*credential.DateCreated)
	again := (&trunking.CreateTrunkParams{}).SetDomainName("grable.pstn.twilio.com")
	seen["domainTwice"] = refusal(trunks.CreateTrunk(again))

	recordings := []*trunking.TrunkingV1Recording{
		must(trunks.UpdateRecording(trunk,
			(&trunking.UpdateRecordingParams{}).SetMode("record-from-answer-dual").SetTrim("trim-silence"))),
		must(trunks.FetchRecording(trunk)),
	}
	modes := []object{}
	for _, each := range recordings {
		modes = append(modes, object{"mode": *each.Mode, "trim": *each.Trim})
	}
	seen["recording"] = modes

	toAssociate := (&trunking.CreateCredentialListParams{}).SetCredentialListSid(*list.Sid)
	associated := must(trunks.CreateCredentialList(trunk, toAssociate))
	must(trunks.CreateIpAccessControlList(trunk,
		(&trunking.CreateIpAccessControlListParams{}).SetIpAccessControlListSid(*acl.Sid)))
	seen["associatedSidIsTheLists"] = *associated.Sid == *list.Sid
	seen["associatedTwice"] = refusal(trunks.CreateCredentialList(trunk, toAssociate))
	seen["listInUse"] = code(sip.DeleteSipCredentialList(*list.Sid, nil))
	seen["authType"] = *must(trunks.FetchTrunk(trunk)).AuthType

	origination := must(trunks.CreateOriginationUrl(trunk, (&trunking.CreateOriginationUrlParams{}).
		SetFriendlyName("pbx").
		SetSipUrl("sip:grable.voip.zoftko.com;transport=tls").
		SetPriority(10).SetWeight(10).SetEnabled(true)))
	disabled := must(trunks.UpdateOriginationUrl(trunk, *origination.Sid,
		(&trunking.UpdateOriginationUrlParams{}).SetEnabled(false).SetWeight(20)))
	seen["originationUrl"] = object{
		"sipUrl":  *origination.SipUrl,
		"enabled": []bool{*origination.Enabled, *disabled.Enabled},
		"weight":  []int{origination.Weight, disabled.Weight},
	}

	numbers := must(rest.Api.ListIncomingPhoneNumber(
		(&api.ListIncomingPhoneNumberParams{}).SetPhoneNumber("+11234567890")))
	number := *numbers[0].Sid
	trunkOfNumber := func() *string { return must(rest.Api.FetchIncomingPhoneNumber(number, nil)).TrunkSid }
	must(trunks.CreatePhoneNumber(trunk, (&trunking.CreatePhoneNumberParams{}).SetPhoneNumberSid(number)))
	seen["numberIsOnTheTrunk"] = *trunkOfNumber() == trunk
	ofTrunk := []string{}
	for _, each := range must(trunks.ListPhoneNumber(trunk, &trunking.ListPhoneNumberParams{})) {
		ofTrunk = append(ofTrunk, *each.PhoneNumber)
	}
	seen["numbersOfTheTrunk"] = ofTrunk

	toDelete := []string{trunk}
	for n := range 4 {
		more := (&trunking.CreateTrunkParams{}).SetFriendlyName(fmt.Sprint("more ", n))
		toDelete = append(toDelete, *must(trunks.CreateTrunk(more)).Sid)
	}
	seen["pages"] = pages(trunks)
	seen["listed"] = len(must(trunks.ListTrunk((&trunking.ListTrunkParams{}).SetPageSize(2))))
	lists := []string{*list.Sid}
	for n := range 3 {
		more := (&api.CreateSipCredentialListParams{}).SetFriendlyName(fmt.Sprint("more ", n))
		lists = append(lists, *must(sip.CreateSipCredentialList(more)).Sid)
	}
	seen["listedLists"] = len(must(sip.ListSipCredentialList((&api.ListSipCredentialListParams{}).SetPageSize(2))))

	cleared := must(trunks.UpdateTrunk(trunk,
		(&trunking.UpdateTrunkParams{}).SetFriendlyName("renamed").SetDisasterRecoveryUrl("")))
	seen["cleared"] = object{
		"friendlyName": *cleared.FriendlyName, "disasterRecoveryUrl": value(cleared.DisasterRecoveryUrl),
		"secure": *cleared.Secure,
	}

	done(trunks.DeletePhoneNumber(trunk, number))
	done(trunks.DeleteOriginationUrl(trunk, *origination.Sid))
	done(trunks.DeleteCredentialList(trunk, *list.Sid))
	done(trunks.DeleteIpAccessControlList(trunk, *acl.Sid))
	for _, each := range toDelete {
		done(trunks.DeleteTrunk(each))
	}
	done(sip.DeleteSipCredential(*list.Sid, *credential.Sid, nil))
	for _, each := range lists {
		done(sip.DeleteSipCredentialList(each, nil))
	}
	done(sip.DeleteSipIpAddress(*acl.Sid, *address.Sid, nil))
	done(sip.DeleteSipIpAccessControlList(*acl.Sid, nil))
	seen["domainAfterwards"] = refusal(trunks.CreateTrunk(again))
	seen["gone"] = []any{
		refusal(trunks.FetchTrunk(trunk)),
		refusal(sip.FetchSipCredential(*list.Sid, *credential.Sid, nil)),
		refusal(sip.FetchSipIpAccessControlList(*acl.Sid, nil)),
	}
	seen["left"] = object{
		"trunks":               len(must(trunks.ListTrunk(&trunking.ListTrunkParams{}))),
		"credentialLists":      len(must(sip.ListSipCredentialList(&api.ListSipCredentialListParams{}))),
		"ipAccessControlLists": len(must(sip.ListSipIpAccessControlList(&api.ListSipIpAccessControlListParams{}))),
		"numberIsThere":        trunkOfNumber() == nil,
	}

	done(json.NewEncoder(os.Stdout).Encode(seen))
}

// The sizes of the pages of two trunks, each found by the token in the one before.
func pages(trunks *trunking.ApiService) []int {
	sizes, token, number := []int{}, "", ""
	for {
		page := must(trunks.PageTrunk((&trunking.ListTrunkParams{}).SetPageSize(2), token, number))
		sizes = append(sizes, len(page.Trunks))
		if page.Meta.NextPageUrl == nil {
			return sizes
		}
		query := must(url.Parse(*page.Meta.NextPageUrl)).Query()
		token, number = query.Get("PageToken"), query.Get("Page")
	}
}
