// One trunk from its first list to its last delete, by Twilio's SDK for JavaScript; what it saw goes to stdout as JSON.
// NODE_PATH: the folder with the package; the rest of the environment says where and who.

import { createRequire } from "node:module";

const twilio = createRequire(`${process.env.NODE_PATH}/`)("twilio");
const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_URL } = process.env;

class EmulatorClient extends twilio.RequestClient {
  request(options) {
    return super.request({ ...options, uri: options.uri.replace(/^https:\/\/[a-z]+\.twilio\.com/, TWILIO_URL) });
  }
}

// What a create or a list of this version answers cannot act by itself: it does not know its own SID.
const client = twilio(TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, { httpClient: new EmulatorClient() });
const { sip } = client.api.v2010.account;
const { trunks } = client.trunking.v1;
const seen = {};

async function refusal(promise) {
  try {
    await promise;
  } catch ({ status, code }) {
    return [status, code];
  }
}

const credentialList = await sip.credentialLists.create({ friendlyName: "grable" });
const { credentials } = sip.credentialLists(credentialList.sid);
const credential = await credentials.create({ username: "grable", password: "Correct1Horse2Battery" });
await credentials(credential.sid).update({ password: "Staple3Correct4Horse" });
seen.username = credential.username;
seen.weakPassword = await refusal(credentials.create({ username: "other", password: "weak" }));

const acl = await sip.ipAccessControlLists.create({ friendlyName: "asterisk" });
const { ipAddresses } = sip.ipAccessControlLists(acl.sid);
const address = await ipAddresses.create({ friendlyName: "pbx", ipAddress: "206.189.160.179" });
const moved = await ipAddresses(address.sid).update({ ipAddress: "206.189.160.180", cidrPrefixLength: 30 });
seen.address = [address, moved].map(({ ipAddress, cidrPrefixLength }) => `${ipAddress}/${cidrPrefixLength}`);

const made = await trunks.create({
  friendlyName: "grable",
  domainName: "grable.pstn.twilio.com",
  disasterRecoveryUrl: "https://example.com/recovery",
  secure: true,
  transferMode: "sip-only",
});
const trunk = trunks(made.sid);
seen.trunk = { domainName: made.domainName, secure: made.secure, authTypeSet: made.authTypeSet, recording: made.recording };
seen.datesAreDates = [made, credential].every(({ dateCreated }) => dateCreated instanceof Date && dateCreated.getTime() > 0);
seen.domainTwice = await refusal(trunks.create({ domainName: "grable.pstn.twilio.com" }));

const recording = await trunk.recordings().update({ mode: "record-from-answer-dual", trim: "trim-silence" });
seen.recording = [recording, await trunk.recordings().fetch()].map(({ mode, trim }) => ({ mode, trim }));

const associated = await trunk.credentialsLists.create({ credentialListSid: credentialList.sid });
await trunk.ipAccessControlLists.create({ ipAccessControlListSid: acl.sid });
seen.associatedSidIsTheLists = associated.sid === credentialList.sid;
seen.associatedTwice = await refusal(trunk.credentialsLists.create({ credentialListSid: credentialList.sid }));
seen.listInUse = await refusal(sip.credentialLists(credentialList.sid).remove());
seen.authType = (await trunk.fetch()).authType;

const url = await trunk.originationUrls.create({
  friendlyName: "pbx",
  sipUrl: "sip:grable.voip.zoftko.com;transport=tls",
  priority: 10,
  weight: 10,
  enabled: true,
});
const disabled = await trunk.originationUrls(url.sid).update({ enabled: false, weight: 20 });
seen.originationUrl = { sipUrl: url.sipUrl, enabled: [url.enabled, disabled.enabled], weight: [url.weight, disabled.weight] };

const [number] = await client.incomingPhoneNumbers.list({ phoneNumber: "+11234567890" });
await trunk.phoneNumbers.create({ phoneNumberSid: number.sid });
seen.numberIsOnTheTrunk = (await client.incomingPhoneNumbers(number.sid).fetch()).trunkSid === made.sid;
seen.numbersOfTheTrunk = (await trunk.phoneNumbers.list()).map(({ phoneNumber }) => phoneNumber);

const more = await Promise.all([1, 2, 3, 4].map((n) => trunks.create({ friendlyName: `more ${n}` })));
const pages = [];
for (let page = await trunks.page({ pageSize: 2 }); page; page = await page.nextPage()) pages.push(page.instances.length);
seen.pages = pages;
seen.listed = (await trunks.list({ pageSize: 2 })).length;
const lists = await Promise.all([1, 2, 3].map((n) => sip.credentialLists.create({ friendlyName: `more ${n}` })));
seen.listedLists = (await sip.credentialLists.list({ pageSize: 2 })).length;

const cleared = await trunk.update({ friendlyName: "renamed", disasterRecoveryUrl: "" });
const { friendlyName, disasterRecoveryUrl, secure } = cleared;
seen.cleared = { friendlyName, disasterRecoveryUrl, secure };

await trunk.phoneNumbers(number.sid).remove();
await trunk.originationUrls(url.sid).remove();
await trunk.credentialsLists(credentialList.sid).remove();
await trunk.ipAccessControlLists(acl.sid).remove();
await Promise.all([made, ...more].map(({ sid }) => trunks(sid).remove()));
await credentials(credential.sid).remove();
await Promise.all([credentialList, ...lists].map(({ sid }) => sip.credentialLists(sid).remove()));
await ipAddresses(address.sid).remove();
await sip.ipAccessControlLists(acl.sid).remove();
seen.domainAfterwards = await refusal(trunks.create({ domainName: made.domainName }));
seen.gone = await Promise.all(
  [trunk.fetch(), credentials(credential.sid).fetch(), sip.ipAccessControlLists(acl.sid).fetch()].map(refusal),
);
seen.left = {
  trunks: (await trunks.list()).length,
  credentialLists: (await sip.credentialLists.list()).length,
  ipAccessControlLists: (await sip.ipAccessControlLists.list()).length,
  numberIsThere: (await client.incomingPhoneNumbers(number.sid).fetch()).trunkSid === null,
};

console.log(JSON.stringify(seen));
