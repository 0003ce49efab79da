package io.ringdown.cli;

import io.ringdown.cli.service.ApiPath;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code admin accounts}. */
@Command(name = "accounts", description = "Twilio accounts, their secrets and policies.")
final class AccountsCommand {
  private final AdminCommand admin;

  AccountsCommand(AdminCommand admin) {
    this.admin = admin;
  }

  @Command(description = "Lists the accounts.")
  int list(@Mixin PageOptions page) {
    return admin.show(
        admin.service().call("GET", page.of(ApiPath.of("accounts"))),
        "accounts",
        "sid",
        "friendly_name",
        "policy.ring",
        "policy.answer_when",
        "date_updated");
  }

  @Command(description = "Shows an account; of a secret, the last four characters.")
  int get(@Parameters(arity = "0..1", paramLabel = "SID") @Nullable String sid) {
    return admin.show(admin.service().call("GET", path(sid)));
  }

  @Command(description = "Makes or changes an account.")
  int put(
      @Parameters(arity = "0..1", paramLabel = "SID") @Nullable String sid,
      @Option(
              names = "--file",
              required = true,
              paramLabel = "FILE",
              description = "The account as JSON, as the API takes it; - is standard input.")
          String file) {
    var path = path(sid);
    return admin.show(admin.service().call("PUT", path, admin.document(file)));
  }

  @Command(description = "Deletes an account and everything of it.")
  int delete(@Parameters(paramLabel = "SID") String sid) {
    admin.service().call("DELETE", path(sid));
    return AdminCommand.OK;
  }

  private ApiPath path(@Nullable String sid) {
    return ApiPath.of("accounts", sid == null ? admin.accountSid() : sid);
  }
}
