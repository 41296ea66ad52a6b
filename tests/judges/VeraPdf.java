// Judges PDFs by veraPDF's engine, all in one process: reads lines "FLAVOUR[,FLAVOUR …]<tab>FILE".
// Prints "FLAVOUR<tab>FILE<tab>PASS|FAIL", then a line for each rule that failed: "<tab>clause-test<tab>
// times<tab>description<tab>place", and at the end of each request a line with U+0004; what begins with
// U+0015 says why there is no verdict. FLAVOUR is one of veraPDF's: 2a, ua1 …

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.LogManager;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.RuleId;

public class VeraPdf {
    public static void main(String[] none) throws Exception {
        LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        System.setOut(System.err); // what veraPDF says besides
        BufferedReader asked =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = asked.readLine(); line != null; line = asked.readLine()) {
            String[] words = line.split("\t");
            try {
                for (String name : words[0].split(",")) {
                    judge(name, words[1], out);
                }
            } catch (Exception error) {
                out.println("\u0015" + error.toString().replaceAll("[\\r\\n]+", " "));
            }
            out.println("\u0004");
            out.flush();
        }
    }

    private static void judge(String name, String file, PrintStream out) throws Exception {
        PDFAFlavour flavour = PDFAFlavour.fromString(name);
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new File(file), flavour);
                PDFAValidator validator =
                        Foundries.defaultInstance().createValidator(flavour, -1, false, false, false)) {
            ValidationResult result = validator.validate(parser);
            String verdict = result.isCompliant() ? "PASS" : "FAIL";
            out.println(name + "\t" + file + "\t" + verdict);
            Map<String, String> faults = new TreeMap<>();
            for (Map.Entry<RuleId, Integer> entry : result.getFailedChecks().entrySet()) {
                RuleId rule = entry.getKey();
                String id = rule.getClause() + "-" + rule.getTestNumber();
                faults.put(id, id + "\t" + entry.getValue() + "\t" + place(result, rule));
            }
            for (String fault : faults.values()) {
                out.println("\t" + fault);
            }
        }
    }

    private static String place(ValidationResult result, RuleId rule) {
        for (TestAssertion assertion : result.getTestAssertions()) {
            if (assertion.getRuleId().equals(rule)
                    && assertion.getStatus() == TestAssertion.Status.FAILED) {
                String text = assertion.getMessage() + "\t" + assertion.getLocation().getContext();
                return text.replaceAll("[\\r\\n]+", " ");
            }
        }
        return "\t";
    }
}
