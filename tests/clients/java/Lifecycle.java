// One trunk from its first list to its last delete, by Twilio's SDK for Java; what it saw goes to stdout as JSON.

import com.fasterxml.jackson.databind.ObjectMapper;
import com.twilio.Twilio;
import com.twilio.base.Reader;
import com.twilio.exception.ApiException;
import com.twilio.http.NetworkHttpClient;
import com.twilio.http.TwilioRestClient;
import com.twilio.rest.api.v2010.account.IncomingPhoneNumber;
import com.twilio.rest.api.v2010.account.sip.IpAccessControlList;
import com.twilio.rest.api.v2010.account.sip.credentiallist.Credential;
import com.twilio.rest.api.v2010.account.sip.ipaccesscontrollist.IpAddress;
import com.twilio.rest.trunking.v1.Trunk;
import com.twilio.rest.trunking.v1.trunk.CredentialList;
import com.twilio.rest.trunking.v1.trunk.OriginationUrl;
import com.twilio.rest.trunking.v1.trunk.PhoneNumber;
import com.twilio.rest.trunking.v1.trunk.Recording;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.HttpHost;

class Lifecycle {
    static final Map<String, Object> seen = new LinkedHashMap<>();

    public static void main(String[] arguments) throws Exception {
        String account = System.getenv("TWILIO_ACCOUNT_SID");
        String token = System.getenv("TWILIO_AUTH_TOKEN");
        HttpHost emulator = HttpHost.create(System.getenv("TWILIO_URL"));
        boolean secure = emulator.getSchemeName().equals("https");
        HttpClientBuilder builder = HttpClientBuilder.create()
            .useSystemProperties()
            .setRoutePlanner((target, context) -> new HttpRoute(emulator, null, secure));
        Twilio.init(account, token);
        Twilio.setRestClient(new TwilioRestClient.Builder(account, token)
            .httpClient(new NetworkHttpClient(builder))
            .build());

        var list = com.twilio.rest.api.v2010.account.sip.CredentialList.creator("grable").create();
        Credential credential = Credential.creator(list.getSid(), "grable", "Correct1Horse2Battery").create();
        Credential.updater(list.getSid(), credential.getSid()).setPassword("Staple3Correct4Horse").update();
        seen.put("username", credential.getUsername());
        seen.put("weakPassword", refusal(() -> Credential.creator(list.getSid(), "other", "weak").create()));

        var acl = IpAccessControlList.creator("asterisk").create();
        IpAddress address = IpAddress.creator(acl.getSid(), "pbx", "206.189.160.179").create();
        IpAddress moved = IpAddress.updater(acl.getSid(), address.getSid())
            .setIpAddress("206.189.160.180").setCidrPrefixLength(30).update();
        seen.put("address", List.of(block(address), block(moved)));

        Trunk made = Trunk.creator()
            .setFriendlyName("grable")
            .setDomainName("grable.pstn.twilio.com")
            .setDisasterRecoveryUrl("https://example.com/recovery")
            .setSecure(true)
            .setTransferMode(Trunk.TransferSetting.SIP_ONLY)
            .create();
        String trunk = made.getSid();
        seen.put("trunk", Map.of("domainName", made.getDomainName(), "secure", made.getSecure(),
            "authTypeSet", made.getAuthTypeSet(), "recording", made.getRecording()));
        seen.put("datesAreDates", made.getDateCreated().getYear() > 2020 && credential.getDateCreated().getYear() > 2020);
        seen.put("domainTwice", refusal(() -> Trunk.creator().setDomainName("grable.pstn.twilio.com").create()));

        Recording recording = Recording.updater(trunk)
            .setMode(Recording.RecordingMode.RECORD_FROM_ANSWER_DUAL)
            .setTrim(Recording.RecordingTrim.TRIM_SILENCE)
            .update();
        seen.put("recording", List.of(shown(recording), shown(Recording.fetcher(trunk).fetch())));

        CredentialList associated = CredentialList.creator(trunk, list.getSid()).create();
        com.twilio.rest.trunking.v1.trunk.IpAccessControlList.creator(trunk, acl.getSid()).create();
        seen.put("associatedSidIsTheLists", associated.getSid().equals(list.getSid()));
        seen.put("associatedTwice", refusal(() -> CredentialList.creator(trunk, list.getSid()).create()));
        seen.put("listInUse",
            refusal(() -> com.twilio.rest.api.v2010.account.sip.CredentialList.deleter(list.getSid()).delete()));
        seen.put("authType", Trunk.fetcher(trunk).fetch().getAuthType());

        OriginationUrl url = OriginationUrl
            .creator(trunk, 10, 10, true, "pbx", URI.create("sip:grable.voip.zoftko.com;transport=tls")).create();
        OriginationUrl disabled = OriginationUrl.updater(trunk, url.getSid()).setEnabled(false).setWeight(20).update();
        seen.put("originationUrl", Map.of("sipUrl", url.getSipUrl().toString(),
            "enabled", List.of(url.getEnabled(), disabled.getEnabled()),
            "weight", List.of(url.getWeight(), disabled.getWeight())));

        String number = all(IncomingPhoneNumber.reader().setPhoneNumber("+11234567890")).get(0).getSid();
        PhoneNumber.creator(trunk, number).create();
        seen.put("numberIsOnTheTrunk", trunk.equals(IncomingPhoneNumber.fetcher(number).fetch().getTrunkSid()));
        seen.put("numbersOfTheTrunk",
            all(PhoneNumber.reader(trunk)).stream().map(each -> each.getPhoneNumber().toString()).toList());

        List<String> trunks = new ArrayList<>(List.of(trunk));
        for (int n = 0; n < 4; n++) trunks.add(Trunk.creator().setFriendlyName("more " + n).create().getSid());
        List<Integer> pages = new ArrayList<>();
        var reader = Trunk.reader().pageSize(2);
        for (var page = reader.firstPage(); page != null; page = page.hasNextPage() ? reader.nextPage(page) : null)
            pages.add(page.getRecords().size());
        seen.put("pages", pages);
        seen.put("listed", all(Trunk.reader().pageSize(2)).size());
        List<String> lists = new ArrayList<>(List.of(list.getSid()));
        for (int n = 0; n < 3; n++)
            lists.add(com.twilio.rest.api.v2010.account.sip.CredentialList.creator("more " + n).create().getSid());
        seen.put("listedLists",
            all(com.twilio.rest.api.v2010.account.sip.CredentialList.reader().pageSize(2)).size());

        Trunk cleared = Trunk.updater(trunk).setFriendlyName("renamed").setDisasterRecoveryUrl("").update();
        Map<String, Object> after = new HashMap<>();
        after.put("friendlyName", cleared.getFriendlyName());
        after.put("disasterRecoveryUrl", cleared.getDisasterRecoveryUrl());
        after.put("secure", cleared.getSecure());
        seen.put("cleared", after);

        PhoneNumber.deleter(trunk, number).delete();
        OriginationUrl.deleter(trunk, url.getSid()).delete();
        CredentialList.deleter(trunk, list.getSid()).delete();
        com.twilio.rest.trunking.v1.trunk.IpAccessControlList.deleter(trunk, acl.getSid()).delete();
        for (String each : trunks) Trunk.deleter(each).delete();
        Credential.deleter(list.getSid(), credential.getSid()).delete();
        for (String each : lists) com.twilio.rest.api.v2010.account.sip.CredentialList.deleter(each).delete();
        IpAddress.deleter(acl.getSid(), address.getSid()).delete();
        IpAccessControlList.deleter(acl.getSid()).delete();
        seen.put("domainAfterwards", refusal(() -> Trunk.creator().setDomainName("grable.pstn.twilio.com").create()));
        seen.put("gone", List.of(refusal(() -> Trunk.fetcher(trunk).fetch()),
            refusal(() -> Credential.fetcher(list.getSid(), credential.getSid()).fetch()),
            refusal(() -> IpAccessControlList.fetcher(acl.getSid()).fetch())));
        seen.put("left", Map.of("trunks", all(Trunk.reader()).size(),
            "credentialLists", all(com.twilio.rest.api.v2010.account.sip.CredentialList.reader()).size(),
            "ipAccessControlLists", all(IpAccessControlList.reader()).size(),
            "numberIsThere", IncomingPhoneNumber.fetcher(number).fetch().getTrunkSid() == null));

        System.out.println(new ObjectMapper().writeValueAsString(seen));
    }

    static Object refusal(Callable<?> request) throws Exception {
        try {
            return String.valueOf(request.call());
        } catch (ApiException error) {
            return List.of(error.getStatusCode(), error.getCode());
        }
    }

    static <T extends com.twilio.base.Resource> List<T> all(Reader<T> reader) {
        List<T> things = new ArrayList<>();
        reader.read().forEach(things::add);
        return things;
    }

    static String block(IpAddress address) {
        return address.getIpAddress() + "/" + address.getCidrPrefixLength();
    }

    static Map<String, String> shown(Recording recording) {
        return Map.of("mode", recording.getMode().toString(), "trim", recording.getTrim().toString());
    }
}
