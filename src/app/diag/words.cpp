#include "app/diag/words.hpp"

#include <string>
#include <unordered_set>

namespace boxoffice::app {
namespace {

/// With a blank between two, in the order of the alphabet.
constexpr std::string_view plain_words =
    "a abandoned abort aborted about accept acceptable accepted access account accounts "
    "acknowledged acknowledgement acquire active actual address admin administrator after "
    "afterwards again age alarm alarms all allocated allowed alone already an and another "
    "answer answered answers any appear appeared application applied applies approved are as "
    "ask asked asks at attempt attempting attempts attention audit auth authenticate "
    "authentication authority authorization availability available back backup bad balanced "
    "balances bare base batch batches be bearer became because been before begin beginning "
    "begins belongs below best between beyond bigint bind block blocked blocks bodies body "
    "books both boxoffice breaks broadcast broken brokers buckets budget buffer buffers build "
    "builtin bus busy but by byte bytes cache cached calendar call called calls can cancel "
    "canceled cancellation cannot captured card carried carries carry catalogue cause "
    "certificate certificates changed channel characters charges check checkpoint checks "
    "checksum chmod class cleanup clear cleared client clock close closed cluster code column "
    "columns come command commands commit commits committing communication compared complete "
    "completed config configuration conflict conflicts connect connected connecting "
    "connection connections constraint consumer container context contexts control copy "
    "corrupt could count counted crash create created createdb credentials cross currency "
    "current customer cut daily damaged data database databases date days db deadline "
    "deadlines deadlock debug decided declined decode defined degraded delete deleted "
    "descriptor descriptors desk detected dev device did difference differences differs dir "
    "directories directory disabled disconnect disconnected disk divergence do does done "
    "drained dropped due duplicate each early echo edit edited elapsed election else embedded "
    "empty encrypted end endpoint ends enough epoch erased error event events every everybody "
    "everyone example exceeded exceeds exception exhausted exist exists exited exiting "
    "expected expired expiry export exported failed failing failure failures false fatal "
    "fault faults fetch fetched figures file files finding findings finished first fit flow flush "
    "followed for forbidden force forcibly foreign forged format found frame free from full "
    "gap gates gateway generation get getrandom give given gives go gone good greater group "
    "groups guest had handler handshake has hash hashes have head headers heartbeat held help "
    "holds host hostname hours house http https human ics id identity idle if ignored illegal "
    "immediate import imported impossible in inactive incomplete incorrect index info "
    "infrastructure initialize initiated inputs insert inspect instance instead insufficient "
    "interface internal interrupted interval into invalid invalidated is isolation it item "
    "items its itself join joined json jsonl just jwk jwks kafka keep kernel key keys kind "
    "known knows labels lag lags large larger last late leader least leave leaving ledger "
    "left length let level levels libcurl library librdkafka libsodium like limit limits line "
    "lines link list listed listen live livez load loaded local locale lock locked log logged "
    "login logout long look lookup lost lower machine made mail maildir make malformed "
    "management mandatory manifest map maps mark master max maximum may me media memory "
    "message messages metadata method metrics midst migrating migration milliseconds minimum "
    "minutes mismatch missing mode moment months more mount move moved ms multiple musical "
    "must mutex my mypage name named names needed needs negotiation neither network new newer "
    "next no nobody node nodes none nor not nothing notice notices notification notifications "
    "now number obsolete occasion of off offers offset offsets oidc ok old older oldest on "
    "once one only open opened operating operation operations option options or org other "
    "ours out outbox outcome outdated outside overloaded overview own owned owner packet page "
    "pages parameters parked parse partition partitions password passwords patch paused "
    "payment payments peer pending performance performances permission permissions permitted "
    "picture pictures pipe placed placeholders placements policy poll pool port position "
    "positions post poster posters postgres postgresql pragma preparing primary process "
    "processed processes producer producers program progress proper properties protocol "
    "provider providers publish published publishes purchase put queries query questions "
    "queue queues quorum quota quote raise randomness range rated reachable reached read "
    "readable reading reads ready readyz reason rebalance rebalanced rebuild recent "
    "reconciliation record recorded recovery recreate redirect reference refresh refund "
    "refunded refunds refused refuses register registered regular relay relayed release "
    "released reload reloaded remote remove rename renamed renewals repaired repairs repeat "
    "repeated replaced replay replica replicas replication reply reports request requested "
    "requests required reseat reseated reservation reservations reset resolution resolve "
    "resource resources respond response restore result retention retries retry retrying "
    "return revoked right ring role rollback rolled rounds route row rows rule rules run "
    "runner running runs saga sale sales same sample sandbox saturated saving say says "
    "schedule scheduled schema seat seatmap seats seconds secret secrets security see seen "
    "segment segments select sent sequence serializable serve server service serving session "
    "sessions set sets setting settings severity short should shut shutdown sign signal "
    "signed signer signing signs single site size slow smtp snapshot socket sockets sold some "
    "source sources space span spans sql sqlite sqlstate ssl stable stale start started "
    "starting starttls startup state statement status stop stopped stopping storage stored "
    "stream streams stripe stuck subject subscribe subscribed subscription success successful "
    "successfully such supported switch sync synced synchronize synchronous syntax system "
    "table tables take taken tcp temporarily temporary terminated terminating text texts than "
    "that the their theirs them then there these this those thread threads through throw "
    "ticket tickets time timed timeline timeouts tls tmp to token tokens toml too topic toss "
    "total trace traces traffic transaction transactions tried true trusted try trying twice "
    "two type unable unauthenticated unavailable unblock unexpectedly unique units unknown "
    "unlock unlocked unreachable unreadable unsuccessful unsupported until unusable up update "
    "updated upgrade upstream urandom uri url use used user users utc utf value values "
    "vanished venues verification verify version view violates violation wait waited waiting "
    "waits wake wal warning was way webhook webhooks well went were what where which while "
    "who whole why will with without word work worker workers would writable write writing "
    "written wrong www years yes yet zero";

}  // namespace

bool is_plain_word(std::string_view word) {
    static const std::unordered_set<std::string_view> words = [] {
        std::unordered_set<std::string_view> all;
        for (std::string_view rest = plain_words; !rest.empty();) {
            const auto one = rest.substr(0, rest.find(' '));
            all.insert(one);
            rest.remove_prefix(one.size() < rest.size() ? one.size() + 1 : rest.size());
        }
        return all;
    }();
    return words.contains(word);
}

}  // namespace boxoffice::app
