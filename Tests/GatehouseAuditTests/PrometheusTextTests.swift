import Testing

/// The reader that judges the page must itself be able to say no.
struct PrometheusTextTests {
    private static let head = "# HELP a_total A.\n# TYPE a_total counter\n"

    @Test func readsWhatIsRight() throws {
        let text = try PrometheusText(Self.head + "a_total{x=\"1\",y=\"a\\\\b\\\"c\\nd\"} 3\na_total 4.5\n")
        #expect(text.value("a_total", ["x": "1", "y": "a\\b\"c\nd"]) == 3)
        #expect(text.value("a_total") == 4.5)
    }

    @Test(arguments: [
        "a_total 1\n", head + "a_total 1", head + "a_total 1\na_total 2\n", head + "b_total 1\n", head + "a_total x\n",
        head + "a_total{x=\"1\" 1\n", head + "a_total{x=1} 1\n", head + "a_total{x=\"\\t\"} 1\n", head + "\n",
        head + "a_total{x=\"1\",x=\"2\"} 1\n", head + head, "# HELP a A.\n# TYPE a counter\n",
        "# HELP a_total A.\n# TYPE a_total gauge\n", "# TYPE a_total counter\n", head + "a_total  1\n",
        "# HELP h H.\n# TYPE h histogram\nh_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n",
        "# HELP h H.\n# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_sum 1\nh_count 1\n",
    ])
    func refusesWhatIsNot(_ text: String) {
        #expect(throws: PrometheusText.Malformed.self) { _ = try PrometheusText(text) }
    }
}
