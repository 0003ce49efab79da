package io.ringdown.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code admin calls}. */
@Command(name = "calls", description = "What happened to each call.")
final class CallsCommand {
  private static final String CALLS = "calls";

  private final AdminCommand admin;

  CallsCommand(AdminCommand admin) {
    this.admin = admin;
  }

  @Command(description = "Lists calls, newest first.")
  int list(
      @Option(names = "--identity", paramLabel = "NAME", description = "To this identity.")
          @Nullable String identity,
      @Option(names = "--call-sid", paramLabel = "SID", description = "With this call SID.")
          @Nullable String callSid,
      @Option(names = "--from", paramLabel = "CALLER", description = "client:alice, say.")
          @Nullable String from,
      @Option(
              names = "--status",
              paramLabel = "NAME",
              description = "pending, accepted, failed, expired or no_bindings.")
          @Nullable String status,
      @Option(names = "--after", paramLabel = "TIME", description = "2026-11-23T08:10:00Z, say.")
          @Nullable String after,
      @Option(names = "--before", paramLabel = "TIME", description = "As --after.")
          @Nullable String before,
      @Mixin PageOptions page) {
    var path =
        admin
            .inAccount(CALLS)
            .with("identity", identity)
            .with("call_sid", callSid)
            .with("from", from)
            .with("status", status)
            .with("after", after)
            .with("before", before);
    return admin.show(
        admin.service().call("GET", page.of(path)),
        CALLS,
        "message_id",
        "received_at",
        "from",
        "identity",
        "status",
        "call_sid");
  }

  @Command(description = "Shows a call with every attempt to make it ring.")
  int get(@Parameters(paramLabel = "MESSAGE_ID") String messageId) {
    return admin.show(admin.service().call("GET", admin.inAccount(CALLS, messageId)));
  }
}
