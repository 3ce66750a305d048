// Goal: staff learn who somebody is, by his number or by what they know of him; nobody who was
// forgotten is found.
#include "contexts/identity/tests/identity_bench.hpp"

namespace boxoffice::identity {
namespace {

class PeopleOfTheHouse : public IdentityBench {
  protected:
    PeopleOfTheHouse() {
        for (const char* body :
             {R"({"email":"Minsu@Example.org","name":"김민수","password":"correct horse"})",
              R"({"email":"jiwoo@example.org","name":"Lee Jiwoo","password":"correct horse"})",
              R"({"email":"a_b@other.kr","name":"50%","password":"correct horse"})"}) {
            EXPECT_EQ(post("/auth/register", body).status, 201);
        }
    }

    /// The ids of those found, as in "1 2"; "+" behind when there are more.
    std::string found(const std::string& text, std::size_t count_max = 10) {
        ports::PeopleAnswer answer;
        module_->people().search(text, count_max,
                                 [&](ports::PeopleAnswer given) { answer = std::move(given); });
        bench_.run_for(1s);
        EXPECT_FALSE(answer.fault);
        std::string ids;
        for (const auto& person : answer.people) {
            ids += (ids.empty() ? "" : " ") + std::to_string(person.user_id);
        }
        return answer.is_complete ? ids : ids + '+';
    }
};

TEST_F(PeopleOfTheHouse, AreFoundByNameAndAddress) {
    EXPECT_EQ(found("민수"), "1");
    EXPECT_EQ(found("MINSU@"), "1");
    EXPECT_EQ(found("lee j"), "2");
    EXPECT_EQ(found("example.org"), "1 2");
    EXPECT_EQ(found("example.org", 1), "1+");
    EXPECT_EQ(found("nobody"), "");
    EXPECT_EQ(found("a_b"), "3") << "a wildcard means itself";
    EXPECT_EQ(found("i_s"), "");
    EXPECT_EQ(found("0%"), "3");
}

TEST_F(PeopleOfTheHouse, AreKnownByNumberUntilTheyAreForgotten) {
    const auto token = json_text(
        post("/auth/login", R"({"email":"jiwoo@example.org","password":"correct horse"})"),
        "accessToken");
    EXPECT_EQ(call_as(token, HttpMethod::del, "/me").status, 204);
    std::vector<ports::Person> people;
    module_->people().find_all({3, 2, 1, 1, 99},
                               [&](const ports::PeopleAnswer& answer) { people = answer.people; });
    bench_.run_for(1s);
    ASSERT_EQ(people.size(), 2U);
    EXPECT_EQ(people[0].name, "김민수");
    EXPECT_EQ(people[0].email, "Minsu@Example.org");
    EXPECT_EQ(people[0].role, "customer");
    EXPECT_EQ(people[1].user_id, 3);
    EXPECT_EQ(found("jiwoo"), "");
}

}  // namespace
}  // namespace boxoffice::identity
