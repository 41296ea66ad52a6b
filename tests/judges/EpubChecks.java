// Judges EPUBs by EPUBCheck, all in one process: reads lines "FILE<tab>REPORT", writes EPUBCheck's
// report of each file in JSON, and then a line with U+0004.

import com.adobe.epubcheck.tool.EpubChecker;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

public class EpubChecks {
    public static void main(String[] none) throws Exception {
        PrintStream out = System.out;
        System.setOut(System.err); // what EPUBCheck says besides
        BufferedReader asked =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = asked.readLine(); line != null; line = asked.readLine()) {
            String[] words = line.split("\t");
            new EpubChecker().run(new String[] {"--usage", "--quiet", "--json", words[1], words[0]});
            out.println("\u0004");
            out.flush();
        }
    }
}
