package io.ringdown.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code admin credentials}. */
@Command(name = "credentials", description = "The keys to Apple, Google, Huawei and the others.")
final class CredentialsCommand {
  private static final String CREDENTIALS = "credentials";

  private final AdminCommand admin;

  CredentialsCommand(AdminCommand admin) {
    this.admin = admin;
  }

  @Command(description = "Lists the account's credentials.")
  int list(@Mixin PageOptions page) {
    return admin.show(
        admin.service().call("GET", page.of(admin.inAccount(CREDENTIALS))),
        CREDENTIALS,
        "sid",
        "type",
        "friendly_name",
        "date_updated");
  }

  @Command(description = "Adds a credential. A secret that was made for it is shown this once.")
  int add(
      @Option(
              names = "--file",
              required = true,
              paramLabel = "FILE",
              description = "The credential as JSON, as the API takes it; - is standard input.")
          String file) {
    return admin.show(
        admin.service().call("POST", admin.inAccount(CREDENTIALS), admin.document(file)));
  }

  @Command(description = "Asks the provider whether it takes the credential; exit code 1 if not.")
  int verify(@Parameters(paramLabel = "SID") String sid) {
    var answer = admin.service().call("POST", admin.inAccount(CREDENTIALS, sid, "verify"));
    admin.show(answer);
    return answer.text("ok").equals("true") ? AdminCommand.OK : AdminCommand.REFUSED;
  }

  @Command(description = "Deletes a credential.")
  int delete(@Parameters(paramLabel = "SID") String sid) {
    admin.service().call("DELETE", admin.inAccount(CREDENTIALS, sid));
    return AdminCommand.OK;
  }
}
