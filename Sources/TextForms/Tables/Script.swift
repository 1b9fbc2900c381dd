// Made by Scripts/make-unicode-tables from the Unicode Character Database 15.0.0 (Debian package unicode-data).
// Do not edit. Copyright © 1991-2022 Unicode, Inc.; see Sources/CUnicodeTables/NOTICE.md.

/// A script of the Unicode Character Database (UAX #24), named by its ISO 15924 code.
public enum Script: UInt8, CaseIterable, Hashable, Sendable {
    /// Unknown.
    case zzzz = 0
    /// Common.
    case zyyy
    /// Inherited.
    case zinh
    /// Adlam.
    case adlm
    /// Caucasian Albanian.
    case aghb
    /// Ahom.
    case ahom
    /// Arabic.
    case arab
    /// Imperial Aramaic.
    case armi
    /// Armenian.
    case armn
    /// Avestan.
    case avst
    /// Balinese.
    case bali
    /// Bamum.
    case bamu
    /// Bassa Vah.
    case bass
    /// Batak.
    case batk
    /// Bengali.
    case beng
    /// Bhaiksuki.
    case bhks
    /// Bopomofo.
    case bopo
    /// Brahmi.
    case brah
    /// Braille.
    case brai
    /// Buginese.
    case bugi
    /// Buhid.
    case buhd
    /// Chakma.
    case cakm
    /// Canadian Aboriginal.
    case cans
    /// Carian.
    case cari
    /// Cham.
    case cham
    /// Cherokee.
    case cher
    /// Chorasmian.
    case chrs
    /// Coptic.
    case copt
    /// Cypro Minoan.
    case cpmn
    /// Cypriot.
    case cprt
    /// Cyrillic.
    case cyrl
    /// Devanagari.
    case deva
    /// Dives Akuru.
    case diak
    /// Dogra.
    case dogr
    /// Deseret.
    case dsrt
    /// Duployan.
    case dupl
    /// Egyptian Hieroglyphs.
    case egyp
    /// Elbasan.
    case elba
    /// Elymaic.
    case elym
    /// Ethiopic.
    case ethi
    /// Georgian.
    case geor
    /// Glagolitic.
    case glag
    /// Gunjala Gondi.
    case gong
    /// Masaram Gondi.
    case gonm
    /// Gothic.
    case goth
    /// Grantha.
    case gran
    /// Greek.
    case grek
    /// Gujarati.
    case gujr
    /// Gurmukhi.
    case guru
    /// Hangul.
    case hang
    /// Han.
    case hani
    /// Hanunoo.
    case hano
    /// Hatran.
    case hatr
    /// Hebrew.
    case hebr
    /// Hiragana.
    case hira
    /// Anatolian Hieroglyphs.
    case hluw
    /// Pahawh Hmong.
    case hmng
    /// Nyiakeng Puachue Hmong.
    case hmnp
    /// Old Hungarian.
    case hung
    /// Old Italic.
    case ital
    /// Javanese.
    case java
    /// Kayah Li.
    case kali
    /// Katakana.
    case kana
    /// Kawi.
    case kawi
    /// Kharoshthi.
    case khar
    /// Khmer.
    case khmr
    /// Khojki.
    case khoj
    /// Khitan Small Script.
    case kits
    /// Kannada.
    case knda
    /// Kaithi.
    case kthi
    /// Tai Tham.
    case lana
    /// Lao.
    case laoo
    /// Latin.
    case latn
    /// Lepcha.
    case lepc
    /// Limbu.
    case limb
    /// Linear A.
    case lina
    /// Linear B.
    case linb
    /// Lisu.
    case lisu
    /// Lycian.
    case lyci
    /// Lydian.
    case lydi
    /// Mahajani.
    case mahj
    /// Makasar.
    case maka
    /// Mandaic.
    case mand
    /// Manichaean.
    case mani
    /// Marchen.
    case marc
    /// Medefaidrin.
    case medf
    /// Mende Kikakui.
    case mend
    /// Meroitic Cursive.
    case merc
    /// Meroitic Hieroglyphs.
    case mero
    /// Malayalam.
    case mlym
    /// Modi.
    case modi
    /// Mongolian.
    case mong
    /// Mro.
    case mroo
    /// Meetei Mayek.
    case mtei
    /// Multani.
    case mult
    /// Myanmar.
    case mymr
    /// Nag Mundari.
    case nagm
    /// Nandinagari.
    case nand
    /// Old North Arabian.
    case narb
    /// Nabataean.
    case nbat
    /// Newa.
    case newa
    /// Nko.
    case nkoo
    /// Nushu.
    case nshu
    /// Ogham.
    case ogam
    /// Ol Chiki.
    case olck
    /// Old Turkic.
    case orkh
    /// Oriya.
    case orya
    /// Osage.
    case osge
    /// Osmanya.
    case osma
    /// Old Uyghur.
    case ougr
    /// Palmyrene.
    case palm
    /// Pau Cin Hau.
    case pauc
    /// Old Permic.
    case perm
    /// Phags Pa.
    case phag
    /// Inscriptional Pahlavi.
    case phli
    /// Psalter Pahlavi.
    case phlp
    /// Phoenician.
    case phnx
    /// Miao.
    case plrd
    /// Inscriptional Parthian.
    case prti
    /// Rejang.
    case rjng
    /// Hanifi Rohingya.
    case rohg
    /// Runic.
    case runr
    /// Samaritan.
    case samr
    /// Old South Arabian.
    case sarb
    /// Saurashtra.
    case saur
    /// SignWriting.
    case sgnw
    /// Shavian.
    case shaw
    /// Sharada.
    case shrd
    /// Siddham.
    case sidd
    /// Khudawadi.
    case sind
    /// Sinhala.
    case sinh
    /// Sogdian.
    case sogd
    /// Old Sogdian.
    case sogo
    /// Sora Sompeng.
    case sora
    /// Soyombo.
    case soyo
    /// Sundanese.
    case sund
    /// Syloti Nagri.
    case sylo
    /// Syriac.
    case syrc
    /// Tagbanwa.
    case tagb
    /// Takri.
    case takr
    /// Tai Le.
    case tale
    /// New Tai Lue.
    case talu
    /// Tamil.
    case taml
    /// Tangut.
    case tang
    /// Tai Viet.
    case tavt
    /// Telugu.
    case telu
    /// Tifinagh.
    case tfng
    /// Tagalog.
    case tglg
    /// Thaana.
    case thaa
    /// Thai.
    case thai
    /// Tibetan.
    case tibt
    /// Tirhuta.
    case tirh
    /// Tangsa.
    case tnsa
    /// Toto.
    case toto
    /// Ugaritic.
    case ugar
    /// Vai.
    case vaii
    /// Vithkuqi.
    case vith
    /// Warang Citi.
    case wara
    /// Wancho.
    case wcho
    /// Old Persian.
    case xpeo
    /// Cuneiform.
    case xsux
    /// Yezidi.
    case yezi
    /// Yi.
    case yiii
    /// Zanabazar Square.
    case zanb
}
