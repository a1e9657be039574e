//! 200 columns, 50 lookups and 50 relations, under the recursion limit that every crate has.
#![deny(warnings)]

use batchload::{BatchLoad, Model};

#[derive(BatchLoad)]
struct Parent {
    id: i64,
}

#[rustfmt::skip]
#[derive(BatchLoad)]
#[allow(dead_code)]
struct Large {
    #[batch_load(primary_key)] f0: i64,
    #[belongs_to(Parent, name = r1)] f1: i64, #[belongs_to(Parent, name = r2)] f2: Option<i64>,
    #[belongs_to(Parent, name = r3)] f3: i64, #[belongs_to(Parent, name = r4)] f4: Option<i64>,
    #[belongs_to(Parent, name = r5)] f5: i64, #[belongs_to(Parent, name = r6)] f6: Option<i64>,
    #[belongs_to(Parent, name = r7)] f7: i64, #[belongs_to(Parent, name = r8)] f8: Option<i64>,
    #[belongs_to(Parent, name = r9)] f9: i64, #[belongs_to(Parent, name = r10)] f10: Option<i64>,
    #[belongs_to(Parent, name = r11)] f11: i64, #[belongs_to(Parent, name = r12)] f12: Option<i64>,
    #[belongs_to(Parent, name = r13)] f13: i64, #[belongs_to(Parent, name = r14)] f14: Option<i64>,
    #[belongs_to(Parent, name = r15)] f15: i64, #[belongs_to(Parent, name = r16)] f16: Option<i64>,
    #[belongs_to(Parent, name = r17)] f17: i64, #[belongs_to(Parent, name = r18)] f18: Option<i64>,
    #[belongs_to(Parent, name = r19)] f19: i64, #[belongs_to(Parent, name = r20)] f20: Option<i64>,
    #[belongs_to(Parent, name = r21)] f21: i64, #[belongs_to(Parent, name = r22)] f22: Option<i64>,
    #[belongs_to(Parent, name = r23)] f23: i64, #[belongs_to(Parent, name = r24)] f24: Option<i64>,
    #[belongs_to(Parent, name = r25)] f25: i64, #[belongs_to(Parent, name = r26)] f26: Option<i64>,
    #[belongs_to(Parent, name = r27)] f27: i64, #[belongs_to(Parent, name = r28)] f28: Option<i64>,
    #[belongs_to(Parent, name = r29)] f29: i64, #[belongs_to(Parent, name = r30)] f30: Option<i64>,
    #[belongs_to(Parent, name = r31)] f31: i64, #[belongs_to(Parent, name = r32)] f32: Option<i64>,
    #[belongs_to(Parent, name = r33)] f33: i64, #[belongs_to(Parent, name = r34)] f34: Option<i64>,
    #[belongs_to(Parent, name = r35)] f35: i64, #[belongs_to(Parent, name = r36)] f36: Option<i64>,
    #[belongs_to(Parent, name = r37)] f37: i64, #[belongs_to(Parent, name = r38)] f38: Option<i64>,
    #[belongs_to(Parent, name = r39)] f39: i64, #[belongs_to(Parent, name = r40)] f40: Option<i64>,
    #[belongs_to(Parent, name = r41)] f41: i64, #[belongs_to(Parent, name = r42)] f42: Option<i64>,
    #[belongs_to(Parent, name = r43)] f43: i64, #[belongs_to(Parent, name = r44)] f44: Option<i64>,
    #[belongs_to(Parent, name = r45)] f45: i64, #[belongs_to(Parent, name = r46)] f46: Option<i64>,
    #[belongs_to(Parent, name = r47)] f47: i64, #[belongs_to(Parent, name = r48)] f48: Option<i64>,
    #[belongs_to(Parent, name = r49)] f49: i64, #[belongs_to(Parent, name = r50)] f50: Option<i64>,
    f51: i64, f52: Option<i64>, f53: i64, f54: Option<i64>, f55: i64, f56: Option<i64>,
    f57: i64, f58: Option<i64>, f59: i64, f60: Option<i64>, f61: i64, f62: Option<i64>,
    f63: i64, f64: Option<i64>, f65: i64, f66: Option<i64>, f67: i64, f68: Option<i64>,
    f69: i64, f70: Option<i64>, f71: i64, f72: Option<i64>, f73: i64, f74: Option<i64>,
    f75: i64, f76: Option<i64>, f77: i64, f78: Option<i64>, f79: i64, f80: Option<i64>,
    f81: i64, f82: Option<i64>, f83: i64, f84: Option<i64>, f85: i64, f86: Option<i64>,
    f87: i64, f88: Option<i64>, f89: i64, f90: Option<i64>, f91: i64, f92: Option<i64>,
    f93: i64, f94: Option<i64>, f95: i64, f96: Option<i64>, f97: i64, f98: Option<i64>,
    f99: i64, f100: Option<i64>, f101: i64, f102: Option<i64>, f103: i64, f104: Option<i64>,
    f105: i64, f106: Option<i64>, f107: i64, f108: Option<i64>, f109: i64, f110: Option<i64>,
    f111: i64, f112: Option<i64>, f113: i64, f114: Option<i64>, f115: i64, f116: Option<i64>,
    f117: i64, f118: Option<i64>, f119: i64, f120: Option<i64>, f121: i64, f122: Option<i64>,
    f123: i64, f124: Option<i64>, f125: i64, f126: Option<i64>, f127: i64, f128: Option<i64>,
    f129: i64, f130: Option<i64>, f131: i64, f132: Option<i64>, f133: i64, f134: Option<i64>,
    f135: i64, f136: Option<i64>, f137: i64, f138: Option<i64>, f139: i64, f140: Option<i64>,
    f141: i64, f142: Option<i64>, f143: i64, f144: Option<i64>, f145: i64, f146: Option<i64>,
    f147: i64, f148: Option<i64>, f149: i64, f150: Option<i64>, f151: i64, f152: Option<i64>,
    f153: i64, f154: Option<i64>, f155: i64, f156: Option<i64>, f157: i64, f158: Option<i64>,
    f159: i64, f160: Option<i64>, f161: i64, f162: Option<i64>, f163: i64, f164: Option<i64>,
    f165: i64, f166: Option<i64>, f167: i64, f168: Option<i64>, f169: i64, f170: Option<i64>,
    f171: i64, f172: Option<i64>, f173: i64, f174: Option<i64>, f175: i64, f176: Option<i64>,
    f177: i64, f178: Option<i64>, f179: i64, f180: Option<i64>, f181: i64, f182: Option<i64>,
    f183: i64, f184: Option<i64>, f185: i64, f186: Option<i64>, f187: i64, f188: Option<i64>,
    f189: i64, f190: Option<i64>, f191: i64, f192: Option<i64>, f193: i64, f194: Option<i64>,
    f195: i64, f196: Option<i64>, f197: i64, f198: Option<i64>, f199: i64,
}

fn main() {
    assert_eq!(Large::COLUMNS.len(), 200);
    assert_eq!(Parent { id: 7 }.id, 7);
}
